import { createPublicKey, createSecretKey, randomBytes } from 'node:crypto';
import { compactVerify, decodeProtectedHeader } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import { type KeyUse, type SigningAlgorithm, signingAlgorithms } from '../../src/core/keys/signing-key.js';
import { type Claims, serializedClaims } from '../../src/core/tokens/claims.js';
import { Sealer } from '../../src/crypto/sealer.js';
import { JwtSigner } from '../../src/crypto/tokens/jwt-signer.js';
import type { SigningKey } from '../../src/crypto/tokens/key-ring.js';
import { SealedKeyGenerator } from '../../src/crypto/tokens/sealed-key-generator.js';

/** The keys as they are generated, sealed and opened again. */
const keys = new Map<SigningAlgorithm, SigningKey>();
beforeAll(async () => {
  const sealer = new Sealer(() => Buffer.alloc(32, 5));
  const generator = new SealedKeyGenerator(() => sealer);
  for (const algorithm of signingAlgorithms) {
    const made = await generator.make(algorithm);
    keys.set(algorithm, { kid: made.kid, algorithm, use: 'merchant', key: generator.open(made) });
  }
});

const adminKey: SigningKey = {
  kid: 'admin-0123456789abcdef',
  algorithm: 'HS256',
  use: 'operator',
  key: createSecretKey(randomBytes(32)),
};
const ring = {
  active: (algorithm: SigningAlgorithm, use: KeyUse = 'merchant'): SigningKey =>
    (use === 'operator' ? adminKey : keys.get(algorithm)) ?? missing,
  reload: () => Promise.resolve(),
};
const missing: SigningKey = {
  kid: '',
  algorithm: 'HS256',
  use: 'merchant',
  key: createSecretKey(randomBytes(32)),
};
const signer = new JwtSigner(ring, 1, 'admin');
const written = (more: object) =>
  serializedClaims({ iss: 'https://auth.example.com', aud: 'api', jti: '1', ...more } as unknown as Claims);
const claims = written({});

const signatureOf = (text: string): Buffer => Buffer.from(text.split('.')[2] ?? '', 'base64url');

test.each(
  signingAlgorithms.flatMap((algorithm) =>
    (['JWT', 'at+jwt'] as const).map((typ) => [algorithm, typ] as const),
  ),
)(
  '%s, %s: an independent library verifies it, and the header has these three names',
  async (algorithm, typ) => {
    const { text, kid } = await signer.sign(claims, { algorithm, typ });
    const { key } = ring.active(algorithm);
    const verifies = key.type === 'private' ? createPublicKey(key) : key;
    const { payload } = await compactVerify(text, verifies, { algorithms: [algorithm] });
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
      iss: 'https://auth.example.com',
      jti: '1',
    });
    expect(decodeProtectedHeader(text)).toEqual({ alg: algorithm, typ, kid });
    expect(kid).toBe(ring.active(algorithm).kid);
  },
);

test('an ES256 signature is r and s of 32 bytes each, whatever their first bytes, and never DER', async () => {
  const { key } = ring.active('ES256');
  const [firstOfR, firstOfS] = [new Set<number>(), new Set<number>()];
  // Until each number began with a byte of zeros, which DER leaves out; many begin with the highest
  // bit, before which DER puts one.
  for (let n = 0; !firstOfR.has(0) || !firstOfS.has(0); n += 1) {
    const { text } = await signer.sign(written({ jti: String(n) }), {
      ...{ algorithm: 'ES256', typ: 'JWT' },
    });
    const signature = signatureOf(text);
    expect(signature).toHaveLength(64);
    firstOfR.add(signature[0] ?? -1);
    firstOfS.add(signature[32] ?? -1);
    await compactVerify(text, createPublicKey(key));
  }
  expect(Math.max(...firstOfR, ...firstOfS)).toBeGreaterThan(127);
});

test('an ES256 token is signed in one piece, without a turn of the event loop; an RS256 one is not', () => {
  expect(signer.sign(claims, { algorithm: 'ES256', typ: 'JWT' })).not.toBeInstanceOf(Promise);
  expect(signer.sign(claims, { algorithm: 'RS256', typ: 'JWT' })).toBeInstanceOf(Promise);
});

test('a sealed ES256 key opens under its own name and algorithm alone', async () => {
  const sealer = new Sealer(() => Buffer.alloc(32, 5));
  const generator = new SealedKeyGenerator(() => sealer);
  const made = await generator.make('ES256');
  expect(generator.open(made).asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' });
  // An attacker who can write to the table makes no HMAC key of it, whose secret would be known bytes.
  for (const algorithm of ['HS256', 'RS256'] as const)
    expect(() => generator.open({ ...made, algorithm })).toThrow('was changed');
});

test.each(signingAlgorithms)(
  'a token for the admin audience is signed with the key of operators, also where the contract uses %s',
  async (algorithm) => {
    const { text, kid } = await signer.sign(written({ aud: 'admin' }), { algorithm, typ: 'JWT' });
    expect(kid).toBe(adminKey.kid);
    await compactVerify(text, adminKey.key, { algorithms: ['HS256'] });
  },
);
