import { thumbprintOf } from '../certificates/certificate.js';
import type { UserGrant } from '../realm/user-grant.js';
import { Refusal } from '../refusals/refusal.js';
import type { TokenId } from '../shared/ids.js';
import { type ContractClaims, withoutReserved } from './contract-claims.js';
import type { ClientIdentity, Grant } from './grant.js';
import type { OperatorSession } from './operator-session.js';

/** The claims of an access token, RFC 7519 and RFC 8705 section 3.1; times are whole seconds since 1970. */
export interface Claims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly client_id?: string;
  /** The account of the user in `sub`. */
  readonly account?: string;
  readonly scope: string;
  readonly iat: number;
  readonly exp: number;
  readonly jti: TokenId;
  /** Id of the secret that the token was obtained with, so that revoking it ends the token. */
  readonly sec?: string;
  /** The refresh family of a user's token, so that ending the login ends the token. */
  readonly session_state?: string;
  /** The token of the sign-in, in a renewed operator token, so that revoking that ends this one. */
  readonly sid?: TokenId;
  /** When the operator signed in; absent where that is `iat`. */
  readonly auth_time?: number;
  /** Thumbprint of the certificate that was presented, binding or not, so that revoking it ends the token. */
  readonly crt?: string;
  /**
   * Only when the handshake proved the private key: such a token is valid with that certificate
   * alone.
   */
  readonly cnf?: { readonly 'x5t#S256': string };
}

/** `SerializedClaims`: claims as the JSON that is signed, and the audience in it, which chooses the key. */
export interface SerializedClaims {
  readonly aud: string;
  readonly json: string;
}

export const serializedClaims = (claims: Claims): SerializedClaims => ({
  aud: claims.aud,
  json: JSON.stringify(claims),
});

/**
 * Returns the claims of a grant. The contract's come before the registered ones, so they can
 * override none; `iss` and `aud` come first as well, because that is their order in the published
 * samples. Throws `Refusal('internal')` when the contract's claims name another account or client.
 */
export const claimsFor = (grant: Grant, tokenId: TokenId): Claims => {
  const { client } = grant;
  assertNamed(client, grant.claims);
  const named = { iss: grant.issuer, aud: grant.audience };
  return {
    ...named,
    ...withoutReserved(grant.claims),
    ...named,
    scope: grant.scopes.join(' '),
    iat: grant.issuedAtSeconds,
    exp: grant.issuedAtSeconds + grant.lifetimeSeconds,
    jti: tokenId,
    sec: client.secretId,
    ...(grant.session && sessionClaims(grant.session)),
    ...(client.certificate && certificateClaims(client.certificate)),
  };
};

/**
 * Verification reads the account from `account`, else from `sub`, and the client from `clientId`,
 * else from `client_id`. A contract whose claims name another one would issue tokens in its name,
 * which no revocation ends.
 */
const assertNamed = ({ accountId, clientId }: ClientIdentity, claims: ContractClaims): void => {
  const account = 'account' in claims ? claims.account : claims.sub;
  const client = 'clientId' in claims ? claims['clientId'] : claims.client_id;
  if (account === accountId && client === clientId) return;
  throw new Refusal('internal', 'the claims of the contract name another account or client');
};

/**
 * Returns the claims of a user's grant: the same, with the login in the place of a client's secret.
 */
export const claimsForUser = (grant: UserGrant, tokenId: TokenId): Claims => {
  const { user } = grant;
  return {
    iss: grant.issuer,
    aud: grant.audience,
    sub: user.userId,
    client_id: grant.clientId,
    account: user.accountId,
    scope: grant.scopes.join(' '),
    iat: grant.issuedAtSeconds,
    exp: grant.issuedAtSeconds + grant.lifetimeSeconds,
    jti: tokenId,
    session_state: grant.familyId,
    ...(user.certificate && certificateClaims(user.certificate)),
  };
};

const sessionClaims = ({ id, signedInAtSeconds }: OperatorSession): Pick<Claims, 'sid' | 'auth_time'> => ({
  sid: id,
  auth_time: signedInAtSeconds,
});

const certificateClaims = (
  shown: Pick<NonNullable<ClientIdentity['certificate']>, 'fingerprint' | 'provenByHandshake'>,
): Pick<Claims, 'crt' | 'cnf'> => {
  const thumbprint = thumbprintOf(shown.fingerprint);
  return { crt: thumbprint, ...(shown.provenByHandshake && { cnf: { 'x5t#S256': thumbprint } }) };
};
