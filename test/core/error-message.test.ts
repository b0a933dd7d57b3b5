import { expect, test } from 'vitest';
import { Refusal } from '../../src/core/refusals/refusal.js';
import { errorMessageOf, reasonOf } from '../../src/core/shared/error-message.js';

test('what was thrown need not be an error', () => {
  expect(errorMessageOf(new Error('the disk is full'))).toBe('the disk is full');
  expect(errorMessageOf('a text')).toBe('a text');
  expect(errorMessageOf(null)).toBe('null');
});

test('the reason of a refusal is its detail, which no client sees, and not its code', () => {
  expect(reasonOf(new Refusal('unavailable', 'the queue of slow hashes is full'))).toBe(
    'the queue of slow hashes is full',
  );
  expect(reasonOf(new Error('ended'))).toBe('ended');
  expect(reasonOf(undefined)).toBe('undefined');
});
