import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { exportJWK, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { Verifier } from '../../packages/verifier/src/verifier.js';
import { goodClaims, type Issuer, openIssuer, refusalOf, said } from './issuer.js';

/** ES256 tokens (RFC 7518 section 3.4) beside RS256 ones, under a key set that has keys of both. */
let issuer: Issuer;
let verifier: Verifier;
let key: KeyObject;
const kid = 'es-0123456789abcdef';
const rsaKid = (): string => issuer.jwks().keys[0]?.kid ?? '';

const publish = async (name: string, publicKey: KeyObject): Promise<void> => {
  issuer.jwks().keys.push({ ...(await exportJWK(publicKey)), kid: name, use: 'sig', alg: 'ES256' });
};

beforeAll(async () => {
  issuer = await openIssuer();
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  key = pair.privateKey;
  await publish(kid, pair.publicKey);
  const other = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  await publish('es-384', other.publicKey);
  verifier = issuer.verifier({ introspection: { clientId: 'api', clientSecret: 'of the api' } });
});

const signed = (header: object = {}, claims: object = {}, by = key): Promise<string> =>
  new SignJWT({ ...goodClaims(issuer.url), ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid, ...header })
    .sign(by);

/** A good signature under a header that the library would not sign. */
const named = (header: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'ES256', typ: 'JWT', kid, ...header })}.${part(goodClaims(issuer.url))}`;
  const signature = sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
};

const withSignature = async (change: (signature: Buffer, text: string) => Buffer): Promise<string> => {
  const [header = '', payload = '', signature = ''] = (await signed()).split('.');
  const text = `${header}.${payload}`;
  return `${text}.${change(Buffer.from(signature, 'base64url'), text).toString('base64url')}`;
};

test.each(['JWT', 'at+jwt'])('an ES256 token with the type %s is good by its signature', async (typ) => {
  expect(await verifier.verify({ token: await signed({ typ }) })).toMatchObject({
    accountId: '7',
    verifiedBy: 'signature',
  });
});

test('an RS256 token is good under the same key set', async () => {
  expect((await verifier.verify({ token: await issuer.sign() })).verifiedBy).toBe('signature');
});

test('in the mode introspection an ES256 token is asked about, after its signature was checked', async () => {
  const asking = issuer.verifier({
    mode: 'introspection',
    introspection: { clientId: 'api', clientSecret: 'of the api' },
  });
  const token = await signed();
  const { jti, iss } = goodClaims(issuer.url);
  issuer.answers.introspection = () => said({ active: true, jti, iss });
  expect((await asking.verify({ token })).verifiedBy).toBe('introspection');
  issuer.answers.introspection = () => said({ active: false });
  expect((await refusalOf(asking.verify({ token }))).code).toBe('invalid_token');
});

const [r, s] = [
  (signature: Buffer) => signature.subarray(0, 32),
  (signature: Buffer) => signature.subarray(32),
];
const zero = Buffer.alloc(32);

/** Name, token. None is worth a question to the gateway. */
const bad: [name: string, make: () => string | Promise<string>][] = [
  ['under the kid of an RSA key', () => signed({ kid: rsaKid() })],
  ['that is called RS256', () => named({ alg: 'RS256' })],
  ['that is called RS256, under the kid of an RSA key', () => named({ alg: 'RS256', kid: rsaKid() })],
  ['that is called ES384', () => named({ alg: 'ES384' })],
  ['that is called ES256K', () => named({ alg: 'ES256K' })],
  ['under the kid of a P-384 key that is published as ES256', () => signed({ kid: 'es-384' })],
  ['by another key', () => signed({}, {}, generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
  ['of another type', () => signed({ typ: 'dpop+jwt' })],
  ['in DER', () => withSignature((_, text) => sign('sha256', Buffer.from(text), key))],
  ['of r alone', () => withSignature(r)],
  ['of 63 bytes', () => withSignature((signature) => signature.subarray(0, 63))],
  ['of 65 bytes', () => withSignature((signature) => Buffer.concat([signature, Buffer.alloc(1)]))],
  ['of zeros', () => withSignature(() => Buffer.alloc(64))],
  ['whose r is zero', () => withSignature((signature) => Buffer.concat([zero, s(signature)]))],
  ['whose s is zero', () => withSignature((signature) => Buffer.concat([r(signature), zero]))],
];

test.each(bad)('an ES256 signature %s is an invalid token', async (_name, make) => {
  const token = await make();
  issuer.requested.length = 0;
  expect((await refusalOf(verifier.verify({ token }))).code).toBe('invalid_token');
  expect(issuer.requested).not.toContain('/ask');
});
