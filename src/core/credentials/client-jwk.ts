import { isJsonObject, type JsonObject } from '../shared/json-object.js';

/**
 * A public key of a client, as JSON (RFC 7517). Only members that say which public key it is, and what
 * it is for.
 */
export type ClientJwk = Readonly<Record<string, string>>;

/** The algorithms of signatures by which clients authenticate: never `none`, never a shared secret. */
export const assertionAlgorithms = ['RS256', 'PS256', 'ES256'] as const;
export type AssertionAlgorithm = (typeof assertionAlgorithms)[number];

/** The most keys of one set: each without a `kid` may have to be tried. */
const clientJwksMax = 10;

const kept = ['kty', 'kid', 'alg', 'use', 'n', 'e', 'crv', 'x', 'y'];
/** The members that only a private or a symmetric key has (RFC 7518 section 6). */
const secretJsonObject = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const keyIdCharactersMax = 200;

/**
 * Returns the keys of a key set that a client registers, or what is wrong with it, in words that
 * follow its name. No message repeats a value: it may be a private key.
 */
export const readClientJwks = (value: unknown): readonly ClientJwk[] | string => {
  const keys = isJsonObject(value) ? value['keys'] : undefined;
  if (!Array.isArray(keys)) return 'must be a JSON Web Key Set: {"keys": [...]}, also for one key';
  // Before all else: whatever is wrong besides, the owner must know that this key is not secret any more.
  if (keys.some((key) => isJsonObject(key) && secretJsonObject.some((name) => name in key)))
    return 'contains a private or secret key. Treat it as leaked, generate another one, and send only the public key';
  if (keys.length === 0 || keys.length > clientJwksMax) return `must have 1 to ${String(clientJwksMax)} keys`;
  for (const [index, key] of keys.entries()) {
    const problem = problemOf(key);
    if (problem !== null) return `key ${String(index + 1)}: ${problem}`;
  }
  const read = keys.filter(isJsonObject).map(publicPart);
  const ids = read.flatMap(({ kid }) => kid ?? []);
  return new Set(ids).size < ids.length ? 'has two keys with the same kid' : read;
};

/** Returns the keys of a published set that verify assertions; what is for other purposes is left out. */
export const usableClientJwks = (value: unknown): readonly ClientJwk[] => {
  const keys = isJsonObject(value) ? value['keys'] : undefined;
  if (!Array.isArray(keys)) return [];
  return keys
    .filter((key): key is JsonObject => isJsonObject(key) && problemOf(key) === null)
    .slice(0, clientJwksMax)
    .map(publicPart);
};

const publicPart = (key: JsonObject): ClientJwk =>
  Object.fromEntries(
    kept.flatMap((name) => (typeof key[name] === 'string' ? [[name, key[name]] as const] : [])),
  );

const problemOf = (key: unknown): string | null => {
  if (!isJsonObject(key)) return 'must be a JSON object';
  const { kid, use, alg, kty } = key;
  if (secretJsonObject.some((name) => name in key)) return 'it is a private or secret key';
  if (
    kid !== undefined &&
    !(typeof kid === 'string' && /^[\x20-\x7e]+$/.test(kid) && kid.length <= keyIdCharactersMax)
  )
    return `kid must be 1 to ${String(keyIdCharactersMax)} printable ASCII characters`;
  if (use !== undefined && use !== 'sig') return 'use must be sig, or left out';
  if (kty === 'RSA')
    return (
      algorithmProblem(alg, ['RS256', 'PS256']) ??
      (areNumbers(key, ['n', 'e']) ? exponentProblem(key['e']) : 'n and e must be base64url')
    );
  if (kty !== 'EC') return 'kty must be RSA or EC';
  if (key['crv'] !== 'P-256') return 'crv must be P-256';
  return (
    algorithmProblem(alg, ['ES256']) ?? (areNumbers(key, ['x', 'y']) ? null : 'x and y must be base64url')
  );
};

const algorithmProblem = (alg: unknown, allowed: readonly AssertionAlgorithm[]): string | null =>
  alg === undefined || allowed.some((one) => one === alg)
    ? null
    : `alg must be ${allowed.join(' or ')}, or left out`;

/**
 * The same limits as for keys that the gateway certifies. With an exponent of 1 anyone can sign, and one as long as the
 * modulus makes a verification as expensive as a signature: a request without a `kid` costs one for each key.
 */
const exponentProblem = (e: unknown): string | null => {
  // A length that no base64 has is no number either.
  const isNumber = typeof e === 'string' && e.length % 4 !== 1;
  const bytes = isNumber ? atob(e.replaceAll('-', '+').replaceAll('_', '/')) : '';
  const exponent = bytes.split('').reduce((number, byte) => number * 256 + byte.charCodeAt(0), 0);
  return exponent >= 65_537 && exponent <= 0xffff_ffff && exponent % 2 === 1
    ? null
    : 'e must be 65537 (AQAB), or a larger odd number of at most 32 bits';
};

const areNumbers = (key: JsonObject, names: readonly string[]): boolean =>
  names.every((name) => typeof key[name] === 'string' && /^[A-Za-z0-9_-]{3,700}$/.test(key[name]));
