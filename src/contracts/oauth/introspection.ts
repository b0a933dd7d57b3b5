import { thumbprintOf } from '../../core/certificates/certificate.js';
import type { VerifiedToken } from '../../core/tokens/token-verifier.js';

/**
 * `ActiveToken`: RFC 7662 section 2.2, and `cnf` of RFC 8705 section 3.2; times are whole seconds
 * since 1970.
 */
export interface ActiveToken {
  readonly active: true;
  readonly scope: string;
  readonly client_id: string;
  readonly token_type: 'Bearer';
  readonly exp: number;
  readonly iat: number;
  readonly sub: string;
  readonly aud: string;
  readonly iss: string;
  readonly jti: string;
  readonly cnf?: { readonly 'x5t#S256': string };
}

/**
 * One answer for unknown, expired, revoked and foreign tokens: an attacker who tries tokens learns
 * nothing.
 */
export const inactive = { active: false } as const;
export type Introspection = ActiveToken | typeof inactive;

export const introspectionOf = (token: VerifiedToken, issuer: string): ActiveToken => ({
  active: true,
  scope: token.scopes.join(' '),
  client_id: token.clientId,
  token_type: 'Bearer',
  exp: token.expiresAtSeconds,
  iat: token.issuedAtSeconds,
  sub: token.subject,
  aud: token.audience,
  iss: issuer,
  jti: token.id,
  ...(token.boundTo && { cnf: { 'x5t#S256': thumbprintOf(token.boundTo) } }),
});
