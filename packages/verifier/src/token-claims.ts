import { isJsonObject, type JsonObject } from './strict-json.js';
import { TokenError } from './token-error.js';
import type { VerifiedToken } from './verified-token.js';

/** The tokens that are meant for this API. */
export interface TokenExpectation {
  /** Byte for byte. */
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly clockToleranceSeconds: number;
}

type Understood = Omit<VerifiedToken, 'verifiedBy'>;

const accountGrammar = /^[1-9][0-9]{0,18}$/;
const thumbprintGrammar = /^[A-Za-z0-9_-]{43}$/;

/**
 * Returns the content of the claims when they are those of a token for this API that is valid now.
 * Throws `TokenError`; only a token that is right in everything else is reported as expired.
 */
export const understoodClaims = (claims: JsonObject, wanted: TokenExpectation, nowMs: number): Understood => {
  const { iss, aud, sub, jti } = claims;
  // The gateway signs for one audience at a time. A list could also contain the operators'
  // audience.
  if (iss !== wanted.issuer || typeof aud !== 'string' || !wanted.audiences.includes(aud))
    throw invalid('it is of another issuer or for another audience');
  const clientId = claims['clientId' in claims ? 'clientId' : 'client_id'];
  if (!isName(sub) || !isName(jti) || !isName(clientId)) throw invalid('a claim is missing');
  const token = {
    accountId: accountIn(claims),
    ...{ subject: sub, clientId, tokenId: jti },
    scopes: scopesIn(claims),
    ...timesIn(claims, wanted, nowMs),
    certificateFingerprint: bindingIn(claims),
    claims,
  };
  if (isOver(token.expiresAt, wanted, nowMs)) throw new TokenError('expired_token', 'it has expired');
  return token;
};

/**
 * Returns the account of the token. Where `sub` is not the account, the claim `account` is; a
 * user's id must never be taken for an account's.
 */
const accountIn = (claims: JsonObject): string => {
  const isOfUser = 'session_state' in claims;
  const id = 'account' in claims || isOfUser ? claims['account'] : claims['sub'];
  if (typeof id !== 'string' || !accountGrammar.test(id)) throw invalid('it names no account');
  return id;
};

const scopesIn = ({ scope = '' }: JsonObject): string[] => {
  if (typeof scope !== 'string') throw invalid('its scopes are no text');
  return scope.split(' ').filter(Boolean);
};

const timesIn = (
  { iat, exp, nbf = iat }: JsonObject,
  { clockToleranceSeconds }: TokenExpectation,
  nowMs: number,
) => {
  // A time that is written as a text is refused: a comparison with a number could give any result.
  if (!isTime(iat) || !isTime(exp) || !isTime(nbf)) throw invalid('its times are no numbers');
  // A token issued in the future would outlive a revocation, which ends the tokens that were issued
  // until then.
  if (Math.max(iat, nbf) > nowMs / 1000 + clockToleranceSeconds) throw invalid('it is of the future');
  return { issuedAt: new Date(iat * 1000), expiresAt: new Date(exp * 1000) };
};

const isOver = (end: Date, { clockToleranceSeconds }: TokenExpectation, nowMs: number): boolean =>
  end.getTime() + clockToleranceSeconds * 1000 <= nowMs;

/**
 * Returns the certificate of the binding (RFC 8705 section 3.1). A binding that cannot be
 * understood is refused and not treated as no binding: RFC 7800 section 3.1.
 */
const bindingIn = ({ cnf }: JsonObject): string | null => {
  if (cnf === undefined) return null;
  const thumbprint = isJsonObject(cnf) ? cnf['x5t#S256'] : undefined;
  if (typeof thumbprint !== 'string' || !thumbprintGrammar.test(thumbprint))
    throw invalid('it is bound to something unknown');
  return Buffer.from(thumbprint, 'base64url').toString('hex');
};

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Checks for seconds since 1970 that a `Date` can hold. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= 8_640_000_000_000;

const invalid = (detail: string): TokenError => new TokenError('invalid_token', detail);
