import { createHmac, KeyObject } from 'node:crypto';
import { expect, test } from 'vitest';
import { hmacKey, hmacSha256 } from '../../src/crypto/hmac.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';

const bytes = Buffer.alloc(32, 1);

test('it is HMAC-SHA-256 of the parts, one after the other', () => {
  const expected = createHmac('sha256', bytes).update('ab').digest('hex');
  expect(hmacSha256(hmacKey(bytes), 'a', Buffer.from('b')).toString('hex')).toBe(expected);
});

test('RFC 4231, test case 2', () => {
  const mac = hmacSha256(hmacKey(Buffer.from('Jefe')), 'what do ya want for nothing?');
  expect(mac.toString('hex')).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
});

test('the keys of peppers are made once', () => {
  const peppers = new Peppers({ pepper: () => bytes, previousPeppers: () => [Buffer.alloc(32, 2)] });
  for (const keys of [peppers.keys, peppers.derived('a purpose')])
    for (const key of [keys.current.key, ...keys.byId.values()]) expect(key).toBeInstanceOf(KeyObject);
});
