import type { NodeRequest } from './node-request.js';
import type { PresentedToken } from './presented-token.js';
import type { VerifiedToken } from './verified-token.js';

/**
 * Verifies the tokens of one gateway for one API. `createVerifier` makes one; a framework can
 * inject it by this class.
 */
export abstract class Verifier {
  /** Rejects with a `TokenError` for every token that is not accepted. */
  abstract verify(presented: PresentedToken): Promise<VerifiedToken>;

  /**
   * Verifies the token of a Node request, HTTP/1.1 or HTTP/2. The certificate is taken from the
   * place that the option `certificateFrom` names.
   */
  abstract verifyRequest(request: NodeRequest, requiredScopes?: readonly string[]): Promise<VerifiedToken>;
}
