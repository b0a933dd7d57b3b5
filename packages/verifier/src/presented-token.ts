import type { ClientCertificate } from './certificate-fingerprint.js';

/** A request, for a program that reads the token and the certificate itself. */
export interface PresentedToken {
  /** The header `Authorization`; all of them when it was sent more than once. */
  readonly authorization?: string | readonly string[] | undefined;
  /** The token alone, when it is not in that header. Set one of the two. */
  readonly token?: string;
  /**
   * The client certificate of this connection. A function is called only for a token that is bound
   * to one.
   */
  readonly certificate?: ClientCertificate | null | undefined | (() => ClientCertificate | null | undefined);
  /** Scopes that the token must have, all of them. */
  readonly requiredScopes?: readonly string[];
}
