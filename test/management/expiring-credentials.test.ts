import { expect, test } from 'vitest';
import { positionByExpiry } from '../../src/core/credentials/credential-expiry.js';
import { daySeconds } from '../../src/core/shared/durations.js';
import type { TimePosition } from '../../src/core/shared/time-position.js';
import { makeCertificate } from '../support/certificates.js';
import { openTestManagement, refusalOf } from './open-test-management.js';

const { database, management, whole } = await openTestManagement();
const inDays = (days: number): Date => new Date(Date.now() + days * daySeconds * 1000);

const create = async (kind: 'merchant' | 'operator' = 'merchant', expiresAt?: Date) => {
  const { id: account } = await management.createAccount.run({ name: 'Loja', kind });
  const { credential } = await management.createCredential.run({ account, ...(expiresAt && { expiresAt }) });
  return { account, clientId: credential.clientId, secret: credential.secrets[0]?.id ?? '' };
};
const expires = (secret: string, at: Date): Promise<unknown> =>
  database.sql('UPDATE credential_secret SET expires_at = $2 WHERE id = $1', [secret, at]);
const listed = async (days: number): Promise<(readonly [string, string | null, number])[]> => {
  const found = await whole.credentials.expiring.run({ expiringWithinDays: days });
  return found.flatMap(({ clientId, expiring }) =>
    expiring.map(({ secretId, daysLeft }) => [clientId, secretId, daysLeft] as const),
  );
};

test('secrets and client ids that end soon or have ended are listed; what was replaced, revoked or suspended is not', async () => {
  const [ended, soon, operator, later, longAgo] = [
    await create(),
    await create(),
    await create('operator'),
    await create(),
    await create(),
  ];
  await expires(ended.secret, inDays(-2.5));
  await expires(soon.secret, inDays(3.5));
  await expires(operator.secret, inDays(4.5));
  await expires(later.secret, inDays(20.5));
  await expires(longAgo.secret, inDays(-31));
  const byItself = await create('merchant', inDays(5.5));
  const [revoked, suspended, replaced] = [await create(), await create(), await create()];
  for (const { secret } of [revoked, suspended, replaced]) await expires(secret, inDays(1));
  await management.revokeCredential.run(revoked.clientId);
  await management.suspendAccount.run(suspended.account);
  const { secretId } = await management.rotateSecret.run({ clientId: replaced.clientId });
  expect(await listed(7)).toEqual([
    [ended.clientId, ended.secret, -2],
    [replaced.clientId, replaced.secret, 0],
    [soon.clientId, soon.secret, 3],
    [operator.clientId, operator.secret, 4],
    [byItself.clientId, null, 5],
  ]);
  await database.sql('UPDATE credential_secret SET last_used_at = now() WHERE id = $1', [secretId]);
  expect((await listed(30)).map(([clientId]) => clientId)).toEqual(
    [ended, soon, operator, byItself, later].map(({ clientId }) => clientId),
  );
  const page = await whole.credentials.expiring.run({ expiringWithinDays: 7, limit: 2 });
  expect(page.map(({ clientId }) => clientId)).toEqual([ended.clientId, soon.clientId]);
  const [, last] = page;
  const next = await whole.credentials.expiring.run({
    expiringWithinDays: 7,
    limit: 1,
    after: last ? positionByExpiry(last) : null,
  });
  expect(next).toMatchObject([{ clientId: operator.clientId, accountKind: 'operator' }]);
});

test('what ends in the same millisecond is between no two pages', async () => {
  const made = [await create(), await create(), await create()];
  for (const [index, { secret }] of made.entries())
    await database.sql(
      `UPDATE credential_secret SET expires_at = date_trunc('second', now()) + interval '1 day' + $2 * interval '1 microsecond'
       WHERE id = $1`,
      [secret, 700 - 300 * index],
    );
  const found: string[] = [];
  for (let after: TimePosition | null = null; ;) {
    const [one] = await whole.credentials.expiring.run({ expiringWithinDays: 2, limit: 1, after });
    if (!one) break;
    found.push(one.clientId);
    after = positionByExpiry(one);
  }
  expect(found.filter((clientId) => made.some((one) => one.clientId === clientId))).toEqual(
    made.map(({ clientId }) => clientId),
  );
  expect(new Set(found).size).toBe(found.length);
});

test.each([-1, 1.5, 3651])('%s days are refused', async (days) => {
  expect(await refusalOf(whole.credentials.expiring.run({ expiringWithinDays: days }))).toMatchObject({
    code: 'invalid',
    field: 'expiring within days',
  });
});

test('a certificate that ended in the last 30 days is listed until a newer one of its account was used', async () => {
  const { id: account } = await management.createAccount.run({ name: 'Padaria' });
  const link = async (days: number): Promise<string> => {
    const { certPem: pem, fingerprint } = await makeCertificate({
      notBefore: inDays(-90),
      notAfter: inDays(9),
    });
    await management.linkCertificate.run({ account, pem });
    await database.sql(`UPDATE certificate SET not_after = $2 WHERE encode(fingerprint, 'hex') = $1`, [
      fingerprint,
      inDays(days),
    ]);
    return fingerprint;
  };
  const list = async (): Promise<string[]> =>
    (await whole.certificates.list.run({ expiringWithinDays: 7 })).map(({ fingerprint }) => fingerprint);
  const ended = await link(-2);
  await link(-40);
  expect(await list()).toEqual([ended]);
  await link(90);
  expect(await list()).toEqual([ended]);
  await database.sql('UPDATE account_certificate SET last_used_at = now()');
  expect(await list()).toEqual([]);
});
