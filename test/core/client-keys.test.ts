import { describe, expect, test } from 'vitest';
import { readClientJwks, usableClientJwks } from '../../src/core/credentials/client-jwk.js';
import { jwksUriProblem } from '../../src/core/credentials/jwks-uri.js';

const rsa = { kty: 'RSA', kid: 'one', alg: 'PS256', use: 'sig', n: 'AQAB_-', e: 'AQAB' };
const ec = { kty: 'EC', kid: 'two', crv: 'P-256', x: 'AAAA', y: 'BBBB' };

describe('a key set that a client registers', () => {
  test('keeps the public members of its keys alone', () => {
    expect(readClientJwks({ keys: [{ ...rsa, x5c: ['x'] }, ec] })).toEqual([rsa, ec]);
  });

  test.each([
    [null, 'must be a JSON Web Key Set'],
    [[], 'must be a JSON Web Key Set'],
    [{ keys: 'x' }, 'must be a JSON Web Key Set'],
    [{ keys: [] }, 'must have 1 to 10 keys'],
    [{ keys: Array.from({ length: 11 }, () => ec) }, 'must have 1 to 10 keys'],
    [{ keys: [{ ...ec, d: 'x' }] }, 'contains a private or secret key'],
    [{ keys: [{ kty: 'oct', k: 'x' }] }, 'contains a private or secret key'],
    [{ keys: ['x'] }, 'key 1: must be a JSON object'],
    [{ keys: [{ ...ec, kid: '' }] }, 'kid must be 1 to 200'],
    [{ keys: [{ ...ec, kid: 'x'.repeat(201) }] }, 'kid must be 1 to 200'],
    [{ keys: [{ ...ec, kid: 7 }] }, 'kid must be 1 to 200'],
    [{ keys: [ec, { ...rsa, use: 'enc' }] }, 'key 2: use must be sig'],
    [{ keys: [{ ...rsa, alg: 'HS256' }] }, 'alg must be RS256 or PS256'],
    [{ keys: [{ ...rsa, n: '+' }] }, 'n and e must be base64url'],
    [{ keys: [{ ...rsa, e: undefined }] }, 'n and e must be base64url'],
    [{ keys: [{ ...ec, kty: 'OKP' }] }, 'kty must be RSA or EC'],
    [{ keys: [{ ...ec, crv: 'P-384' }] }, 'crv must be P-256'],
    [{ keys: [{ ...ec, alg: 'RS256' }] }, 'alg must be ES256'],
    [{ keys: [{ ...ec, y: '=' }] }, 'x and y must be base64url'],
    [{ keys: [ec, { ...ec }] }, 'two keys with the same kid'],
  ])('%j is refused with the reason', (value, words) => {
    expect(readClientJwks(value)).toContain(words);
  });

  test.each([
    ['1, with which anyone can sign', 'AAE'],
    ['3', 'AAAD'],
    ['an even one', 'AQAA'],
    ['2^32 + 1', 'AQAAAAE'],
    ['one as long as the modulus', `${'_'.repeat(511)}w`],
    ['a length that no base64 has', 'AQABA'],
  ])('the exponent of an RSA key must be a usual one: %s', (_, e) => {
    expect(readClientJwks({ keys: [{ ...rsa, e }] })).toContain('key 1: e must be 65537 (AQAB)');
    expect(usableClientJwks({ keys: [{ ...rsa, e }] })).toEqual([]);
  });

  test('two keys without a kid are two keys', () => {
    const nameless = { kty: ec.kty, crv: ec.crv, x: ec.x, y: ec.y };
    expect(readClientJwks({ keys: [nameless, nameless] })).toHaveLength(2);
  });
});

test('of a published set, what verifies no assertion is left out, and at most ten keys are read', () => {
  expect(usableClientJwks({ keys: [rsa, { ...rsa, use: 'enc' }, { ...ec, d: 'x' }, 'x', ec] })).toEqual([
    rsa,
    ec,
  ]);
  expect(usableClientJwks({ keys: Array.from({ length: 12 }, () => ec) })).toHaveLength(10);
  expect(
    usableClientJwks({
      keys: [
        { ...rsa, e: 'AAE' },
        { ...rsa, e: 'AAEAAQ' },
      ],
    }),
  ).toEqual([{ ...rsa, e: 'AAEAAQ' }]);
  for (const none of [null, [], {}, { keys: 7 }]) expect(usableClientJwks(none)).toEqual([]);
});

test.each([
  ['https://keys.example.com/jwks.json', null],
  ['https://203.0.114.7/jwks.json', null],
  ['http://keys.example.com/jwks.json', 'https://'],
  ['https://a:b@keys.example.com/', 'no user name'],
  ['https://:b@keys.example.com/', 'no user name'],
  ['https://keys.example.com/#x', 'no fragment'],
  ['https://localhost/jwks.json', 'public address'],
  ['https://localhost./jwks.json', 'public address'],
  ['https://127.0.0.1/', 'public address'],
  ['https://127.0.0.1./', 'public address'],
  ['https://[::1]/', 'public address'],
  ['https://[::127.0.0.1]/', 'public address'],
  ['https://169.254.169.254/', 'public address'],
  ['x', 'must be a URL'],
  [`https://keys.example.com/${'x'.repeat(1000)}`, 'must be a URL'],
])('the address of a key set: %s', (text, words) => {
  const problem = jwksUriProblem(text);
  if (words === null) expect(problem).toBeNull();
  else expect(problem).toContain(words);
});
