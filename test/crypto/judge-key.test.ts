import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { keyFactsOf, objectionTo } from '../../src/crypto/judge-key.js';

const ed25519 = (pointHex: string) =>
  createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(pointHex, 'hex').toString('base64url') },
    format: 'jwk',
  });

test('a point of small order is no key: one signature by nobody is good for every message', () => {
  const identity = ed25519(`01${'00'.repeat(31)}`);
  // What makes it dangerous, and this test more than a list.
  const byNobody = Buffer.from(`01${'00'.repeat(63)}`, 'hex');
  expect(['one', 'another'].every((text) => verify(null, Buffer.from(text), identity, byNobody))).toBe(true);
  expect(objectionTo(identity)).toContain('small order');
});

test.each([
  '00'.repeat(32),
  `01${'00'.repeat(30)}80`,
  `ec${'ff'.repeat(30)}7f`,
  `ec${'ff'.repeat(31)}`,
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
])('%s is weak wherever keys are judged', (point) => {
  expect(keyFactsOf(ed25519(point))).toEqual({ name: 'Ed25519', strong: false });
});

test('a key that was made is none of these', () => {
  const { publicKey } = generateKeyPairSync('ed25519');
  expect([keyFactsOf(publicKey).strong, objectionTo(publicKey)]).toEqual([true, null]);
});
