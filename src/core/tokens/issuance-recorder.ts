import type { ContractName } from '../credentials/credential.js';
import type { TokenId } from '../shared/ids.js';
import type { Grant } from './grant.js';
import type { RequestSource } from './token-request.js';

/** `IssuanceRecorder`: writes the durable record of issued tokens, and decides with it whether they may be sent. */
export abstract class IssuanceRecorder {
  /**
   * Records the issue of a token. Resolves to `true` once the record is committed. Resolves to
   * `false` when something that the grant depends on changed since it was read, or the signing key
   * was revoked: then nothing was recorded and the token must not be sent. Throws `RecordDeadlineExceeded` when
   * nothing changed and the record came too late.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: Grant,
    request: { contract: ContractName; source: RequestSource },
  ): Promise<boolean>;
}
