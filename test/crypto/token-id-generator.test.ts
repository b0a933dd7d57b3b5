import { expect, test } from 'vitest';
import { UuidTokenIdGenerator } from '../../src/crypto/tokens/uuid-token-id-generator.js';

test('tokens of one millisecond have names of their own, more of them than random bytes are fetched for', () => {
  const tokenIds = new UuidTokenIdGenerator();
  const names = Array.from({ length: 601 }, () => tokenIds.generate(1_795_219_200_000));
  expect(new Set(names).size).toBe(601);
  // The bytes that are not of the time, also across the seams between two fetches.
  expect(new Set(names.map((name) => name.slice(19))).size).toBe(601);
});
