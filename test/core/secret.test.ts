import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret, secretProblem } from '../../src/core/credentials/secret.js';
import { shapeOfDigest } from '../../src/core/credentials/stored-digest.js';

const generated = `ptr_${'aZ0_-'.repeat(9).slice(0, 43)}`;

test('a secret is never shown: printed, serialised or inspected', () => {
  const secret = new Secret('hunter2hunter2');
  const shown = [JSON.stringify({ secret }), inspect({ secret }), String(secret), Object.keys(secret)];
  expect(shown).toEqual(['{"secret":"[secret]"}', '{ secret: [secret] }', '[secret]', []]);
  expect(secret.reveal((value) => value.length)).toBe(14);
});

test('only ptr_ and 43 characters of base64url have the shape of a generated secret', () => {
  expect(new Secret(generated).shape).toBe('generated');
  const others = ['', generated.slice(1), generated.slice(0, -1), `${generated}x`, `x${generated}`];
  for (const text of [...others, generated.replace('_-', '+/'), generated.toUpperCase()])
    expect([text, new Secret(text).shape]).toEqual([text, 'custom']);
});

test('a digest tells the shape of its secret', () => {
  expect(shapeOfDigest('hmac-sha256$0$abc')).toBe('generated');
  expect(shapeOfDigest('argon2id-hmac-sha256$0$v=19$x')).toBe('custom');
  expect(shapeOfDigest('x-hmac-sha256$')).toBe('custom');
});

test.each([
  ['x'.repeat(7), 'must be 8 to 64 characters long'],
  ['x'.repeat(65), 'must be 8 to 64 characters long'],
  ['x'.repeat(8), null],
  ['x'.repeat(64), null],
  [' ~printable~ ', null],
  ['line\nbreak', 'must consist of printable ASCII characters'],
  ['\x1f2345678', 'must consist of printable ASCII characters'],
  ['1234567\x7f', 'must consist of printable ASCII characters'],
  ['senha-ção', 'must consist of printable ASCII characters'],
])('the secret %j: %s', (text, problem) => {
  expect(secretProblem(text)).toBe(problem);
});
