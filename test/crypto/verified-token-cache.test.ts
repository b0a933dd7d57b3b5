import { expect, test } from 'vitest';
import { cachedTokenName } from '../../src/crypto/tokens/verified-token-cache.js';

test('a token is remembered by its digest, so that a dump of the memory has none', () => {
  const [first, second] = ['eyJhbGciOiJIUzI1NiJ9.e30.one', 'eyJhbGciOiJIUzI1NiJ9.e30.two'] as const;
  expect(cachedTokenName(first)).toMatch(/^[A-Za-z0-9+/]{43}=$/);
  expect(cachedTokenName(first)).not.toBe(cachedTokenName(second));
});
