/**
 * The public interface of the package `@portaria/verifier`, which verifies the gateway's tokens
 * inside an API. The hooks for frameworks are entry points of their own, so that none needs
 * another's packages. The package never accepts a token that it could not verify, and never puts a
 * part of a token into a message.
 */
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
