import pg from 'pg';
import { expect, test } from 'vitest';
import { createCa } from '../../src/cli/deployment/pki.js';
import type { SecretId } from '../../src/core/shared/ids.js';
import { restrictedTo } from '../../src/management/restrict-to-own-account.js';
import { advisoryLocks } from '../../src/storage/advisory-locks.js';
import { currently, makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { isPending, openTestManagement, tester } from './open-test-management.js';

const { database, management, whole } = await openTestManagement();
const holder = new pg.Client(database.appUrl);
await holder.connect();
afterFile(() => holder.end());

test("only a change that can take an operator away waits for another one; a merchant's own revocation does not", async () => {
  const merchant = await management.createAccount.run({ name: 'Loja' });
  const operator = await management.createAccount.run({ name: 'Ana', kind: 'operator' });
  const { credential } = await management.createCredential.run({ account: merchant.id });
  const { certPem: pem } = await makeCertificate();
  const { info } = await management.linkCertificate.run({ account: merchant.id, pem });
  const { clientId } = credential;
  const rotated = await management.rotateSecret.run({ clientId });
  const owner = {
    accountId: merchant.id,
    clientId,
    secretId: rotated.secretId,
    fingerprint: info.fingerprint,
    onlyClientId: null,
    tokenIsNarrowed: false,
  };
  const old = credential.secrets[0]?.id ?? ('0' as SecretId);
  await holder.query('BEGIN');
  await holder.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.operators]);
  const own = restrictedTo(owner, whole.ownAccount.revokeSecret);
  await whole.executor.execute(tester, own, { clientId, secretId: old, force: true });
  await management.suspendAccount.run(merchant.id);
  const suspending = management.suspendAccount.run(operator.id);
  expect(await isPending(suspending, 300)).toBe(true);
  await holder.query('COMMIT');
  expect((await suspending).status).toBe('suspended');
});

test('revoking a certificate and removing a client CA wait for another change that can take an operator away', async () => {
  const { certPem: pem } = await makeCertificate();
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  const { info } = await management.linkCertificate.run({ account, pem });
  const one = await createCa({ commonName: 'One', ...currently });
  const other = await createCa({ commonName: 'Other', ...currently });
  await management.addClientCas.run({ pem: one.certPem + other.certPem });
  await holder.query('BEGIN');
  await holder.query('SELECT pg_advisory_xact_lock($1)', [advisoryLocks.operators]);
  const revoking = management.revokeCertificate.run({ fingerprint: info.fingerprint });
  const removing = management.removeClientCa.run({ fingerprint: other.fingerprint, force: true });
  expect(await isPending(revoking, 300)).toBe(true);
  expect(await isPending(removing, 300)).toBe(true);
  await holder.query('COMMIT');
  await Promise.all([revoking, removing]);
});
