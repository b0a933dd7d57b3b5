import { expect, test } from 'vitest';
import { nearMissOf, spellingOf } from '../../src/core/shared/near-miss.js';

test('a name in another spelling is recognised, and nothing that may be a secret', () => {
  expect(spellingOf('client_id', ['clientId', 'clientSecret'])).toBe('clientId');
  expect(spellingOf('x y', ['clientId'])).toBeNull();
  expect(spellingOf('other', ['clientId'])).toBeNull();
  expect(nearMissOf('clientId', ['clientId', 'client-id'])).toBe('client-id');
  expect(nearMissOf('clientId', ['clientId', 'x'])).toBeNull();
});

test('of many names only the first are compared: more would cost more than the rest of the response', () => {
  const others = (count: number): string[] => Array.from({ length: count }, (_, n) => `name-${String(n)}`);
  expect(nearMissOf('clientId', [...others(49), 'client-id'])).toBe('client-id');
  expect(nearMissOf('clientId', [...others(50), 'client-id'])).toBeNull();
});
