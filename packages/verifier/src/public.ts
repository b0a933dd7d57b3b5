/** What the package `@portaria/verifier` shows the world. Hooks for frameworks are entry points of their own, so that none needs another's packages. */
export { createVerifier } from './create-verifier.js';
export type { ClientCertificate } from './certificate-fingerprint.js';
export type { TlsMaterial } from './gateway-client.js';
export type { CertificateFrom, NodeRequest } from './node-request.js';
export type { PresentedToken } from './presented-token.js';
export { TokenError, type TokenErrorBody, type TokenErrorCode } from './token-error.js';
export type { VerifiedToken } from './verified-token.js';
export { verifiedTokenOf } from './verified-tokens.js';
export { Verifier } from './verifier.js';
export type { IntrospectionOptions, VerifierOptions } from './verifier-options.js';
