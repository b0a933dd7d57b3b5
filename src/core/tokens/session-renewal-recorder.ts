import type { TokenId } from '../shared/ids.js';
import type { Grant } from './grant.js';
import type { OperatorSession } from './operator-session.js';
import type { Revocation } from './revocation.js';
import type { TokenRequest } from './token-request.js';

/** `Renewal`: the token that was exchanged, and what could have ended it. */
export interface Renewal {
  readonly session: OperatorSession;
  readonly exchangedIssuedAtSeconds: number;
  readonly revocations: readonly Revocation[];
}

/** `SessionRenewalRecorder`: the durable record of renewed operator tokens. */
export abstract class SessionRenewalRecorder {
  /**
   * Records the issue of a token as `IssuanceRecorder` does. Resolves to `false` also when the token that was
   * exchanged was revoked. Throws `RecordDeadlineExceeded` as that does.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: Grant,
    request: Pick<TokenRequest, 'contract' | 'source'>,
    renewal: Renewal,
  ): Promise<boolean>;
}
