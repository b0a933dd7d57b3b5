import type { NodeRequest } from './node-request.js';
import type { PresentedToken } from './presented-token.js';
import type { VerifiedToken } from './verified-token.js';

/** Says of tokens of one gateway whether they are good for one API. `createVerifier` makes one; a framework can inject it by this class. */
export abstract class Verifier {
  /** Rejects with a `TokenError` for every token that is not good. */
  abstract verify(presented: PresentedToken): Promise<VerifiedToken>;

  /** The same for a request of Node, HTTP/1.1 or HTTP/2; the certificate is taken from where the option `certificateFrom` says. */
  abstract verifyRequest(request: NodeRequest, requiredScopes?: readonly string[]): Promise<VerifiedToken>;
}
