import { createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '../../src/core/credentials/secret.js';
import { GeneratedDigests } from '../../src/crypto/secrets/generated-digests.js';
import { Peppers } from '../../src/crypto/secrets/peppers.js';

const [first, second] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const under = (pepper: Buffer, previous: readonly Buffer[] = []) =>
  new GeneratedDigests(new Peppers({ pepper: () => pepper, previousPeppers: () => previous }));
const secret = new Secret(`ptr_${'a'.repeat(43)}`);

test('a digest matches its secret and no other', () => {
  const digests = under(first);
  const digest = digests.digest(secret);
  expect(digests.matches(secret, digest)).toBe(true);
  expect(digests.matches(new Secret(`ptr_${'b'.repeat(43)}`), digest)).toBe(false);
});

test('a digest under a previous pepper stays readable, new ones are made under the new pepper', () => {
  const old = under(first).digest(secret);
  const digests = under(second, [first]);
  expect(digests.matches(secret, old)).toBe(true);
  expect(digests.digest(secret)).not.toBe(old);
});

test('a digest under a pepper that is gone matches nothing', () => {
  const old = under(first).digest(secret);
  expect(under(second).matches(secret, old)).toBe(false);
});

test.each(['', 'hmac-sha256$', 'hmac-sha256$$', 'hmac-sha256$00000000$', 'nonsense'])(
  'a damaged digest (%j) matches nothing',
  (digest) => {
    expect(under(first).matches(secret, digest)).toBe(false);
  },
);

test('a digest that claims an unknown pepper matches nothing, also when it was made under a key of zeros', () => {
  const forged = secret.reveal((value) =>
    createHmac('sha256', Buffer.alloc(32)).update(value).digest('base64url'),
  );
  expect(under(first).matches(secret, `hmac-sha256$00000000$${forged}`)).toBe(false);
});
