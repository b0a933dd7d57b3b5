import { expect, test } from 'vitest';
import { difference } from '../../src/storage/transaction/difference.js';

test('two states that differ only in the order of their members do not differ', () => {
  expect(difference({ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 })).toBeNull();
});

test('of objects only the members that differ are left, at the deepest level', () => {
  expect(difference({ a: 1, b: { c: 2, d: 3 } }, { a: 1, b: { c: 2, d: 4 } })).toEqual({
    before: { b: { d: 3 } },
    after: { b: { d: 4 } },
  });
});
