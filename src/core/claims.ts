import { thumbprintOf } from './certificate.js';
import type { ClientIdentity, Grant } from './grant.js';
import type { TokenId } from './ids.js';

/** The claims of an access token, RFC 7519 and RFC 8705 section 3.1; times are whole seconds since 1970. */
export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id?: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: TokenId;
  /** Id of the secret that the token was obtained with, so that retiring it ends the token. */
  readonly sec?: string;
  /** Thumbprint of the certificate that was presented, binding or not, so that revoking it ends the token. */
  readonly crt?: string;
  /** Only when the handshake proved the private key: such a token is good over that certificate alone. */
  readonly cnf?: { readonly 'x5t#S256': string };
}

/** Writes down a grant as claims. */
export const claimsFor = (grant: Grant, tokenId: TokenId): Claims => {
  const { client } = grant;
  return {
    iss: grant.issuer,
    aud: grant.audience,
    ...grant.names,
    scope: grant.scopes.join(' '),
    iat: grant.issuedAtSeconds,
    exp: grant.issuedAtSeconds + grant.lifetimeSeconds,
    jti: tokenId,
    sec: client.secretId,
    ...(client.certificate && certificateClaims(client.certificate)),
  };
};

const certificateClaims = (
  shown: NonNullable<ClientIdentity['certificate']>,
): Pick<Claims, 'crt' | 'cnf'> => {
  const thumbprint = thumbprintOf(shown.fingerprint);
  return { crt: thumbprint, ...(shown.provenByHandshake && { cnf: { 'x5t#S256': thumbprint } }) };
};
