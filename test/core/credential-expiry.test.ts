import { expect, test } from 'vitest';
import type { Credential } from '../../src/core/credentials/credential.js';
import { expiriesOf, positionByExpiry } from '../../src/core/credentials/credential-expiry.js';
import { expiryPeriod } from '../../src/core/shared/expiry-period.js';
import { type CredentialId, secretIdFrom } from '../../src/core/shared/ids.js';

const now = new Date('2026-11-29T12:00:00Z');
const day = (count: number): Date => new Date(now.getTime() + count * 86_400_000);
const period = expiryPeriod(now, 7);

const secret = (
  id: string,
  expiresAt: Date | null,
  lastUsedAt: Date | null = null,
): Credential['secrets'][number] => {
  const known = secretIdFrom(id);
  if (!known) throw new Error('not an id');
  return {
    id: known,
    shape: 'generated',
    createdAt: day(-90),
    expiresAt,
    lastUsedAt,
  };
};

const endsOf = (expiresAt: Date | null, secrets: Credential['secrets']) =>
  expiriesOf({ expiresAt, secrets } as Credential, period);

test('the period reaches back to what ended 30 days ago, and forward as far as was asked', () => {
  expect(period).toEqual({ from: day(-30), now, to: day(7) });
});

test.each([
  ['in the period', day(3), 1],
  ['at its end', day(7), 1],
  ['at its beginning', day(-30), 1],
  ['later', day(8), 0],
  ['long ago', day(-31), 0],
  ['never', null, 0],
] as const)('a secret that ends %s', (_when, end, count) => {
  expect(endsOf(null, [secret('1', end)])).toHaveLength(count);
});

test('a secret is left out once a newer one was used, by the number and not the text of its id', () => {
  const old = secret('9', day(1), day(-1));
  expect(endsOf(null, [old, secret('10', null)])).toHaveLength(1);
  expect(endsOf(null, [old, secret('10', null, day(0))])).toEqual([]);
  // An older one that is still used replaces nothing.
  expect(endsOf(null, [secret('10', day(1)), secret('9', null, day(0))])).toHaveLength(1);
});

test('the end of the credential itself comes first, with the last use of any of its secrets', () => {
  const secrets = [secret('1', day(2), day(-5)), secret('2', null, null)];
  expect(endsOf(day(4), secrets)).toEqual([
    { secretId: null, expiresAt: day(4), lastUsedAt: day(-5) },
    { secretId: '1', expiresAt: day(2), lastUsedAt: day(-5) },
  ]);
  expect(endsOf(day(4), [])).toEqual([{ secretId: null, expiresAt: day(4), lastUsedAt: null }]);
});

test('in a list, a credential stands where the first of its ends is', () => {
  const id = '7' as CredentialId;
  const expiring = [5, 2, 9].map((days) => ({ secretId: null, expiresAt: day(days), lastUsedAt: null }));
  expect(positionByExpiry({ id, expiring })).toEqual({ at: day(2), id: '7' });
});
