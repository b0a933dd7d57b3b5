/** `Json`: any value that JSON can represent. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/**
 * Claims on which the token's signature, revocation and binding depend, so the grant alone sets
 * them (RFC 7519 section 4.1, RFC 8705 section 3.1, and the gateway's own `sec`, `crt`,
 * `session_state`, `sid` and `auth_time`).
 */
export const reservedClaims = [
  'iss',
  'aud',
  'scope',
  'iat',
  'nbf',
  'exp',
  'jti',
  'sec',
  'session_state',
  'sid',
  'auth_time',
  'crt',
  'cnf',
] as const;
export type ReservedClaim = (typeof reservedClaims)[number];

/**
 * `ContractClaims`: the claims that a contract adds to its tokens: the client, under the contract's
 * names, and anything else in its document. `account` is needed where `sub` is not the account.
 */
export type ContractClaims = {
  readonly sub: string;
  readonly client_id?: string;
  readonly account?: string;
} & { readonly [Name in ReservedClaim]?: never } & Readonly<Record<string, Json>>;

const reserved: ReadonlySet<string> = new Set(reservedClaims);

/** Returns the contract's claims without reserved ones, in case its types were circumvented. */
export const withoutReserved = (claims: ContractClaims): ContractClaims => {
  const names = Object.keys(claims);
  if (!names.some((name) => reserved.has(name))) return claims;
  const own = Object.entries(claims).filter(([name]) => !reserved.has(name));
  return { ...Object.fromEntries(own), sub: claims.sub };
};
