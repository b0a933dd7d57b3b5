import { expect, test } from 'vitest';
import {
  assertionEndMs,
  assertionProblem,
  type ClientAssertion,
  readClientAssertion,
} from '../../src/core/tokens/client-assertion.js';

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const header = { alg: 'ES256', kid: 'one' };
const claims = { iss: 'loja', sub: 'loja', aud: 'https://auth.example.com', jti: 'a', exp: 1_800_000_060 };
const assertionOf = (more: object = {}, head: object = {}): string =>
  `${part({ ...header, ...head })}.${part({ ...claims, ...more })}.c2ln`;
const read = (text: string): ClientAssertion => {
  const found = readClientAssertion(text);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

test('an assertion is read as RFC 7523 section 3 has it', () => {
  expect(read(assertionOf({ nbf: 1, iat: 2 }))).toMatchObject({
    ...{ algorithm: 'ES256', keyId: 'one', clientId: 'loja', id: 'a', audiences: [claims.aud] },
    ...{ expiresAtSeconds: claims.exp, notBeforeSeconds: 1, issuedAtSeconds: 2 },
  });
  const bare = read(assertionOf({ aud: ['x', 'y'] }, { kid: 7, typ: 'client-authentication+jwt' }));
  expect(bare).toMatchObject({
    keyId: null,
    audiences: ['x', 'y'],
    notBeforeSeconds: null,
    issuedAtSeconds: null,
  });
  expect(assertionEndMs(bare)).toBe((claims.exp + 30) * 1000);
});

test.each([
  ['x'.repeat(8193), 'at most 8192'],
  ['a.b', 'three parts'],
  [`${assertionOf()}.x`, 'three parts'],
  [`${part(['x'])}.${part(claims)}.x`, 'three parts'],
  [`+.${part(claims)}.x`, 'three parts'],
  [`${part(header)}._w.x`, 'three parts'],
  [assertionOf({}, { typ: 'at+jwt' }), 'typ must be'],
  [assertionOf({}, { crit: ['x'] }), 'crit is not supported'],
  [assertionOf({}, { alg: 'none' }), 'alg must be'],
  [assertionOf({}, { alg: 'HS256' }), 'alg must be'],
  [assertionOf({ iss: 'other' }), 'iss and sub'],
  [assertionOf({ sub: 7 }), 'iss and sub'],
  [assertionOf({ sub: '!', iss: '!' }), 'iss and sub'],
  [assertionOf({ aud: [] }), 'aud is missing'],
  [assertionOf({ aud: undefined }), 'aud is missing'],
  [assertionOf({ jti: '' }), 'jti must be'],
  [assertionOf({ jti: 7 }), 'jti must be'],
  [assertionOf({ exp: 'x' }), 'exp must be'],
  [assertionOf({ exp: -1 }), 'exp must be'],
  [assertionOf({ nbf: 'x' }), 'nbf and iat'],
  [assertionOf({ iat: 1e12 }), 'nbf and iat'],
])('%s is none: %s', (text, words) => {
  expect(readClientAssertion(text)).toContain(words);
});

const problemAt = (more: object, nowSeconds = 1_800_000_000): string | null =>
  assertionProblem(
    read(assertionOf(more)),
    [claims.aud, 'https://auth.example.com/oauth/token'],
    nowSeconds * 1000,
  );

test('it is for this server alone, and for a short time, by the clock of the database', () => {
  expect(problemAt({})).toBeNull();
  expect(problemAt({ aud: [claims.aud, 'https://other.example.com'] })).toContain('aud must be');
  expect(problemAt({}, claims.exp + 29)).toBeNull();
  expect(problemAt({}, claims.exp + 30)).toContain('exp has passed');
  expect(problemAt({ exp: 1_800_000_000 + 3631 })).toContain('at most 3600 seconds ahead');
  expect(problemAt({ nbf: 1_800_000_031 })).toContain('in the future');
  expect(problemAt({ iat: 1_800_000_031 })).toContain('in the future');
  expect(problemAt({ nbf: 1_800_000_030, iat: 1_800_000_030 })).toBeNull();
});
