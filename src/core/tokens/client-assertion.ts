import { type AssertionAlgorithm, assertionAlgorithms } from '../credentials/client-jwk.js';
import { type ClientId, clientIdFrom } from '../shared/ids.js';
import { isJsonObject, type JsonObject } from '../shared/json-object.js';

/** The value of `client_assertion_type` (RFC 7523 section 2.2). */
export const clientAssertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/**
 * A JWT with which a client authenticates (RFC 7523 section 3), read and not verified: nothing in it
 * may be believed before its signature is.
 */
export interface ClientAssertion {
  readonly text: string;
  readonly algorithm: AssertionAlgorithm;
  readonly keyId: string | null;
  /** Both `iss` and `sub`. */
  readonly clientId: ClientId;
  /** `jti`: works once. */
  readonly id: string;
  readonly audiences: readonly string[];
  readonly expiresAtSeconds: number;
  readonly notBeforeSeconds: number | null;
  readonly issuedAtSeconds: number | null;
}

/** Clients keep their clocks less well than the database. */
const skewSeconds = 30;
/** authlib asks for an hour by itself; most libraries for a minute. */
const lifetimeSecondsMax = 3600;
const textCharactersMax = 8192;
const idGrammar = /^[\x20-\x7e]{1,255}$/;

/** The moment from which an assertion is refused, in milliseconds since 1970. */
export const assertionEndMs = ({ expiresAtSeconds }: ClientAssertion): number =>
  (expiresAtSeconds + skewSeconds) * 1000;

/** Reads an assertion; returns what is wrong with it, in words for its sender, when it is none. */
export const readClientAssertion = (text: string): ClientAssertion | string => {
  if (text.length > textCharactersMax)
    return `client_assertion must have at most ${String(textCharactersMax)} characters`;
  const [header, claims, signature, ...more] = text.split('.').map(decoded);
  if (!header || !claims || signature === undefined || more.length > 0)
    return 'client_assertion must be a JWT: three parts of base64url, separated by dots';
  return headerProblem(header) ?? assertionOf(text, header, claims);
};

/** Returns the object in a part of a JWT, `null` for another text; a signature is not read. */
const decoded = (part: string, index: number): JsonObject | null => {
  if (index > 1 || !/^[A-Za-z0-9_-]+$/.test(part)) return null;
  try {
    const bytes = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (char) =>
      char.charCodeAt(0),
    );
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
};

/** What an assertion may call itself; an access token of the client's own making is none. */
const types: readonly unknown[] = [undefined, 'JWT', 'client-authentication+jwt'];

const algorithmProblem = `client_assertion: alg must be ${assertionAlgorithms.join(', ')}`;

const headerProblem = ({ typ, crit }: JsonObject): string | null => {
  if (!types.includes(typ)) return 'client_assertion: typ must be JWT or client-authentication+jwt';
  return crit === undefined ? null : 'client_assertion: crit is not supported';
};

const isAlgorithm = (alg: unknown): alg is AssertionAlgorithm =>
  assertionAlgorithms.some((one) => one === alg);

const assertionOf = (
  text: string,
  { alg, kid }: JsonObject,
  claims: JsonObject,
): ClientAssertion | string => {
  if (!isAlgorithm(alg)) return algorithmProblem;
  const { iss, sub, aud, exp, nbf, iat, jti } = claims;
  const clientId = typeof sub === 'string' ? clientIdFrom(sub) : null;
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!clientId || iss !== sub) return 'client_assertion: iss and sub must both be the client id';
  if (audiences.length === 0 || !audiences.every((one) => typeof one === 'string'))
    return 'client_assertion: aud is missing';
  if (typeof jti !== 'string' || !idGrammar.test(jti))
    return 'client_assertion: jti must be 1 to 255 printable ASCII characters, another one every time';
  if (!isTime(exp)) return 'client_assertion: exp must be seconds since 1970';
  if ((nbf !== undefined && !isTime(nbf)) || (iat !== undefined && !isTime(iat)))
    return 'client_assertion: nbf and iat must be seconds since 1970';
  return {
    ...{ text, clientId, id: jti, audiences, expiresAtSeconds: exp },
    algorithm: alg,
    keyId: typeof kid === 'string' ? kid : null,
    notBeforeSeconds: nbf ?? null,
    issuedAtSeconds: iat ?? null,
  };
};

const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0 && value < 1e11;

/**
 * Returns what is wrong with an assertion for this server at this moment, in words for its sender;
 * `null` when nothing is. It depends on nothing but the assertion, so it tells nothing of the client.
 */
export const assertionProblem = (
  assertion: ClientAssertion,
  audiences: readonly string[],
  nowMs: number,
): string | null => {
  const { expiresAtSeconds, notBeforeSeconds, issuedAtSeconds } = assertion;
  // Also with others beside: another server could use it here (CVE-2025-27370).
  if (!assertion.audiences.every((one) => audiences.includes(one)))
    return `client_assertion: aud must be ${audiences.join(' or ')}, and nothing else`;
  const now = new Date(nowMs).toISOString();
  if (assertionEndMs(assertion) <= nowMs) return `client_assertion: exp has passed; the time here is ${now}`;
  const latest = nowMs / 1000 + skewSeconds;
  if (expiresAtSeconds > latest + lifetimeSecondsMax)
    return `client_assertion: exp must be at most ${String(lifetimeSecondsMax)} seconds ahead; the time here is ${now}`;
  if ((notBeforeSeconds ?? 0) > latest || (issuedAtSeconds ?? 0) > latest)
    return `client_assertion: nbf or iat is in the future; the time here is ${now}`;
  return null;
};
