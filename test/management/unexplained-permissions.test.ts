import pg from 'pg';
import { expect, test } from 'vitest';
import type { Unexplained } from '../../src/management/audit/unexplained-permissions.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement } from './open-test-management.js';

const { database, management } = await openTestManagement();

/** The login of the application, and no more. */
const application = new pg.Client(database.appUrl);
await application.connect();
afterFile(() => application.end());

interface Victim {
  readonly id: string;
  readonly clientId: string;
  readonly fingerprint: string;
  readonly credentialId: string;
}

const open = async (): Promise<Victim> => {
  const { id } = await management.createAccount.run({ name: 'Loja', scopes: ['pix:read'] });
  const { credential } = await management.createCredential.run({ account: id });
  const { certPem: pem, fingerprint } = await makeCertificate();
  await management.linkCertificate.run({ account: id, pem });
  return { id, clientId: credential.clientId, fingerprint, credentialId: credential.id };
};

const unexplained = async (): Promise<readonly Unexplained[]> => {
  const { broken, unexplained: found } = await management.verifyAudit.run();
  expect(broken).toBeNull();
  return found ?? [];
};

/** What is planted, with the end of the name under which it is found. */
const plants: Readonly<
  Record<string, readonly [statement: (victim: Victim) => string, named: (victim: Victim) => string]>
> = {
  'a secret': [
    ({ credentialId }) =>
      `INSERT INTO credential_secret (credential_id, digest) VALUES (${credentialId}, '$argon2id$v=19$planted-${credentialId}')`,
    ({ clientId }) => ` of credential ${clientId}`,
  ],
  'a link to the certificate of another account': [
    ({ id, fingerprint }) =>
      `INSERT INTO account_certificate (account_id, certificate_id)
         SELECT ${id}, id FROM certificate WHERE encode(fingerprint, 'hex') <> '${fingerprint}' LIMIT 1`,
    () => 'certificate ',
  ],
  'a contract': [
    ({ credentialId }) =>
      `INSERT INTO credential_contract (credential_id, contract, policy) VALUES (${credentialId}, 'service-token', 'none')`,
    ({ clientId }) => `contract service-token of credential ${clientId}`,
  ],
  'a wider policy': [
    ({ credentialId }) =>
      `UPDATE credential_contract SET policy = 'header' WHERE credential_id = ${credentialId}`,
    ({ clientId }) => ` of credential ${clientId}`,
  ],
  'a scope': [
    ({ id }) => `UPDATE account SET scopes = '{pix:read,pix:write}' WHERE id = ${id}`,
    () => 'scopes',
  ],
  'a custom digest instead of a generated one': [
    ({ credentialId }) =>
      `UPDATE credential_secret SET digest = '$argon2id$v=19$replaced-${credentialId}' WHERE credential_id = ${credentialId}`,
    ({ clientId }) => ` of credential ${clientId}`,
  ],
  'a later end of a secret': [
    ({ credentialId }) =>
      `UPDATE credential_secret SET expires_at = now() + interval '1 day' WHERE credential_id = ${credentialId}`,
    ({ clientId }) => ` of credential ${clientId}`,
  ],
};

test('after changes by the use cases alone, every permission is explained', async () => {
  const { id, clientId, fingerprint } = await open();
  await management.updateAccount.run({
    account: id,
    scopes: ['pix:read', 'pix:write'],
    networks: ['10.0.0.0/8'],
  });
  await management.rotateSecret.run({ clientId });
  await management.unlinkCertificate.run({ account: id, fingerprint });
  await management.suspendAccount.run(id);
  await management.reactivateAccount.run(id);
  expect(await unexplained()).toEqual([]);
});

for (const [name, [statement, named]] of Object.entries(plants)) {
  test(`${name} that the application's database login planted is named`, async () => {
    const before = await unexplained();
    await open();
    const victim = await open();
    await application.query(statement(victim));
    const found = (await unexplained()).slice(before.length);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(found.map(({ target }) => target))).toEqual(new Set([`account ${victim.id}`]));
    expect(found[0]?.what).toContain(named(victim));
  });
}

test('another kind, which only the owner of the schema can plant, is named', async () => {
  const before = await unexplained();
  const { id } = await open();
  await database.sql(`UPDATE account SET kind = 'operator' WHERE id = ${id}`);
  const found = (await unexplained()).slice(before.length);
  expect(found).toEqual([expect.objectContaining({ target: `account ${id}`, what: 'kind' })]);
});

test('an account that was planted is named, and so is a certificate that is no longer revoked', async () => {
  const { fingerprint } = await open();
  await management.revokeCertificate.run({ fingerprint, reason: 'keyCompromise' });
  const before = (await unexplained()).length;
  // The application's login cannot do this: test/storage/ended-stays-ended.test.ts.
  await database.sql(
    `UPDATE certificate SET revoked_at = NULL WHERE encode(fingerprint, 'hex') = '${fingerprint}'`,
  );
  const { rows } = await application.query<{ id: string }>(
    `INSERT INTO account (name, kind, scopes) VALUES ('Planted', 'operator', '{admin:write}') RETURNING id::text`,
  );
  const found = await unexplained();
  expect(found).toHaveLength(before + 2);
  expect(found).toContainEqual(expect.objectContaining({ target: `certificate ${fingerprint}` }));
  expect(found).toContainEqual(
    expect.objectContaining({ target: `account ${rows[0]?.id ?? ''}`, what: 'the account' }),
  );
});

test('an operator that was planted as older than the trail is named', async () => {
  const before = (await unexplained()).length;
  const { rows } = await application.query<{ id: string }>(
    `INSERT INTO account (name, kind, scopes, created_at)
     VALUES ('Old', 'operator', '{admin:write}', now() - interval '9 years') RETURNING id::text`,
  );
  const target = `account ${rows[0]?.id ?? ''}`;
  const found = await unexplained();
  expect(found).toHaveLength(before + 1);
  expect(found).toContainEqual(expect.objectContaining({ target, what: 'the account', recorded: null }));
});
