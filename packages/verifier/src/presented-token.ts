import type { ClientCertificate } from './certificate-fingerprint.js';

/** A request, as somebody has it who reads it by himself. */
export interface PresentedToken {
  /** The header `Authorization`; all of them when it was sent more than once. */
  readonly authorization?: string | readonly string[] | undefined;
  /** The token alone, where it does not come in that header. One of the two. */
  readonly token?: string;
  /** The client certificate of this connection; a function is called only for a token that is bound to one. */
  readonly certificate?: ClientCertificate | null | undefined | (() => ClientCertificate | null | undefined);
  /** Scopes that the token must have, all of them. */
  readonly requiredScopes?: readonly string[];
}
