import { type JsonObject, strictJson } from './strict-json.js';
import { TokenError } from './token-error.js';

/**
 * The algorithms that the gateway signs with, each with the types of token that it signs. Every
 * other token is refused before any key is looked for.
 */
const kinds = { HS256: ['JWT'], RS256: ['JWT', 'at+jwt'], ES256: ['JWT', 'at+jwt'] } as const;
type Algorithm = keyof typeof kinds;

const charactersMax = 16 * 1024;
const compact = /^([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/;

/** A token, split into its parts, which are not verified yet. */
export interface TokenParts {
  readonly text: string;
  readonly algorithm: Algorithm;
  readonly claims: JsonObject;
}

/**
 * Splits a token. Throws `TokenError('invalid_token')` for a text that cannot be a token of the
 * gateway. It uses no network.
 */
export const tokenPartsOf = (text: string): TokenParts => {
  if (text.length > charactersMax) throw invalid('it is longer than any token of the gateway');
  // An encrypted token has five parts.
  const [, head, body] = compact.exec(text) ?? [];
  if (head === undefined || body === undefined) throw invalid('it is not a JWT in compact form');
  const header = strictJson(Buffer.from(head, 'base64url'));
  const claims = strictJson(Buffer.from(body, 'base64url'));
  if (!header || !claims) throw invalid('header or claims are not a JSON object, or contain a name twice');
  return { text, algorithm: algorithmIn(header), claims };
};

const algorithmIn = (header: JsonObject): Algorithm => {
  const { alg, typ, kid, crit, cty, b64 } = header;
  const algorithm = alg === 'RS256' || alg === 'ES256' || alg === 'HS256' ? alg : null;
  if (algorithm === null) throw invalid('it is not signed with an algorithm of the gateway');
  if (!kinds[algorithm].some((kind) => kind === typ)) throw invalid('it is a token of another kind');
  if (typeof kid !== 'string') throw invalid('it names no key');
  // Extensions that are not known here, and a nested token: the gateway makes neither.
  if (crit !== undefined || b64 !== undefined || cty !== undefined) throw invalid('it wants an extension');
  return algorithm;
};

const invalid = (detail: string): TokenError => new TokenError('invalid_token', detail);
