import { expect, test } from 'vitest';
import { makeCertificate } from '../support/certificates.js';
import { openTestManagement } from './open-test-management.js';

const { database, management } = await openTestManagement();

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
