import { expect, test } from 'vitest';
import { IdempotentReplay } from '../../src/core/shared/idempotency.js';
import { makeCertificate } from '../support/certificates.js';
import { isPending, openTestManagement, tester } from './open-test-management.js';
import { useCasesOf } from './use-cases.js';

const { database, management, whole } = await openTestManagement();

/** Whether now is a later second than the newest fact's. */
const isLaterSecond = async (kind: string, subject: string): Promise<boolean> => {
  const [row] = await database.sql<{ later: boolean }>(
    `SELECT date_trunc('second', clock_timestamp()) > date_trunc('second', max(effective_at)) AS later
     FROM revocation WHERE kind = $1 AND subject = $2`,
    [kind, subject],
  );
  return row?.later ?? false;
};

test('a suspended account is active again only in a later second, so that its new tokens are not dead on arrival', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  for (let round = 0; round < 3; round += 1) {
    expect((await management.suspendAccount.run(id)).status).toBe('suspended');
    expect((await management.reactivateAccount.run(id)).status).toBe('active');
    expect(await isLaterSecond('account', id)).toBe(true);
  }
});

test('a certificate is linked again only in a later second', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account: id, pem });
  await management.unlinkCertificate.run({ account: id, fingerprint });
  await management.linkCertificate.run({ account: id, pem });
  expect(await isLaterSecond('account-and-certificate', `${id}:${fingerprint}`)).toBe(true);
});

test('reactivating an active account changes nothing', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  expect((await management.reactivateAccount.run(id)).status).toBe('active');
});

test('while it waits for the later second it holds no lock, so that an operator can suspend the account again', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  let waited = false;
  for (let round = 0; round < 5 && !waited; round += 1) {
    await management.suspendAccount.run(id);
    const reactivation = management.reactivateAccount.run(id);
    waited = await isPending(reactivation, 300);
    if (waited) await database.sql('SELECT FROM account WHERE id = $1 FOR UPDATE NOWAIT', [id]);
    await reactivation;
  }
  expect(waited).toBe(true);
});

test('a repeat under the same idempotency key is answered no sooner than the first', async () => {
  const { id } = await management.createAccount.run({ name: 'Loja' });
  const { id: operator } = await management.createAccount.run({ name: 'Ana', kind: 'operator' });
  const actor = { kind: 'account', name: 'Ana', accountId: operator, clientId: null } as const;
  const idempotency = { key: 'again', requestDigest: 'digest', outcomeOf: () => ({}) };
  const { reactivateAccount } = useCasesOf(whole, { ...tester, actor, idempotency });
  await management.suspendAccount.run(id);
  // Each is measured at its own end: the one that waits longer would hide that the other did not.
  const one = (): Promise<{ done: boolean; later: boolean }> =>
    reactivateAccount.run(id).then(
      async () => ({ done: true, later: await isLaterSecond('account', id) }),
      async () => ({ done: false, later: await isLaterSecond('account', id) }),
    );
  const both = await Promise.all([one(), one()]);
  expect(both.map(({ later }) => later)).toEqual([true, true]);
  expect(both.map(({ done }) => done).sort()).toEqual([false, true]);
  const [first] = await Promise.allSettled([reactivateAccount.run(id)]);
  expect(first).toMatchObject({ reason: expect.any(IdempotentReplay) as unknown });
});
