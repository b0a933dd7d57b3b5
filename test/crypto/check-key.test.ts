import { createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyInfoOf, keyProblemOf } from '../../src/crypto/certificates/key-strength.js';
import { yOfEightTimes } from './edwards-curve.js';

const ed25519 = (pointHex: string) =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(pointHex, 'hex').toString('base64url') },
    format: 'jwk',
  });

const pointOf = (key: KeyObject): Buffer => Buffer.from(key.export({ format: 'jwk' }).x ?? '', 'base64url');

/** The neutral element: as a key it drops out of the equation that a verifier checks (RFC 8032 section 5.1.7). */
const neutral = `01${'00'.repeat(31)}`;

test('a point of small order is no key: one signature made without a private key verifies for every message', () => {
  expect(keyProblemOf(ed25519(neutral))).toContain('small order');
});

test.each([
  neutral,
  '00'.repeat(32),
  `01${'00'.repeat(30)}80`,
  `ec${'ff'.repeat(30)}7f`,
  `ec${'ff'.repeat(31)}`,
  `ed${'ff'.repeat(30)}7f`,
  `ee${'ff'.repeat(30)}7f`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])('%s is weak wherever keys are judged', (point) => {
  // Node 24 refuses such keys when it verifies; OpenSSL 3.0 does not, and NGINX and the APIs may have that one. So the
  // danger is shown by arithmetic: with a chance of one in eight at the least, the key drops out of the equation.
  expect(yOfEightTimes(Buffer.from(point, 'hex'))).toBe(1n);
  expect(keyInfoOf(ed25519(point))).toEqual({ name: 'Ed25519', strong: false });
});

test('a key that was made is none of these', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  expect(yOfEightTimes(pointOf(publicKey))).not.toBe(1n);
  expect([keyInfoOf(publicKey).strong, keyProblemOf(publicKey)]).toEqual([true, null]);
});
