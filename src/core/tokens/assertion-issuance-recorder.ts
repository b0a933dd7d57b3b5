import type { TokenId } from '../shared/ids.js';
import type { ClientAssertion } from './client-assertion.js';
import type { Grant } from './grant.js';
import type { TokenRequest } from './token-request.js';

/** `AssertionIssuanceRecorder`: the durable record of tokens for which an assertion was used up. */
export abstract class AssertionIssuanceRecorder {
  /**
   * Records the issue of a token and the use of the assertion together. `recorded`: both are
   * committed. `replayed`: the assertion was used before, in whichever process. `changed`: as `false`
   * of `IssuanceRecorder`; then the assertion was not used up.
   * Throws `RecordDeadlineExceeded` as that does.
   */
  abstract record(
    token: { readonly id: TokenId; readonly kid: string },
    grant: Grant,
    request: Pick<TokenRequest, 'contract' | 'source'>,
    assertion: ClientAssertion,
  ): Promise<'recorded' | 'replayed' | 'changed'>;
}
