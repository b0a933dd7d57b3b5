import { expect, test } from 'vitest';
import {
  importedDigestFrom,
  shapeOfDigest,
  storedRegistrationFrom,
} from '../../src/core/credentials/stored-digest.js';

test('a digest with the tag of generated secrets is of one, and every other is of a custom one', () => {
  expect(shapeOfDigest('hmac-sha256$1a2b3c4d$mac')).toBe('generated');
  for (const digest of [
    'argon2id-hmac-sha256$1a2b3c4d$v=19$m=1',
    'imported$1a2b3c4d$tag$$2b$10$x',
    '$2b$10$x',
  ])
    expect(shapeOfDigest(digest)).toBe('custom');
});

test('an imported digest keeps the dollars of the system that made it', () => {
  expect(importedDigestFrom('imported$1a2b3c4d$tag$$2b$10$abc')).toEqual({
    pepper: '1a2b3c4d',
    mac: 'tag',
    original: '$2b$10$abc',
  });
  expect(importedDigestFrom('$2b$10$abc')).toBeNull();
  expect(importedDigestFrom('imported$')).toEqual({ pepper: '', mac: '', original: '' });
});

// Planted by hand: nothing that lists credentials may fail over it.
test.each([
  '',
  '{',
  'null',
  '{}',
  '[]',
  '["client"]',
  '["client",null]',
  '["client",{"method":"none"}]',
  '["client","text"]',
])('%j is no registration', (text) => {
  expect(storedRegistrationFrom(text)).toBeNull();
});
