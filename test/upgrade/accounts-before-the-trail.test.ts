import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';

/** The release before accounts that are older than the trail got an event. */
const migrationsThen = 30;
const quiet = { waiting: (): void => undefined };
const pepper = Buffer.alloc(32, 7);

let database: TestDatabase;
let management: TestUseCases;

/** Everything that the image of an account has: two of each, times with fractions, no list empty. */
const account = (id: number, name: string): string => `
  INSERT INTO account (id, name, tax_id, kind, scopes, networks, tax_id_on_certificate, resource_server, created_at)
    OVERRIDING SYSTEM VALUE
    VALUES (${String(id)}, '${name}', '00000000000191', 'merchant', '{a:b,"c d"}', '{10.0.0.0/8,2001:db8::/32}', true, true,
      now() - interval '9 years');
  INSERT INTO credential (id, account_id, client_id, label, scopes, expires_at) OVERRIDING SYSTEM VALUE
    VALUES (${String(id)}, ${String(id)}, 'client-${String(id)}', 'one', '{a:b}', '2099-01-02T03:04:05.678901Z'),
           (${String(id + 1)}, ${String(id)}, 'other-${String(id)}', '', NULL, NULL);
  INSERT INTO credential_contract VALUES (${String(id)}, 'pix', 'none'), (${String(id)}, 'avista', 'tls');
  INSERT INTO credential_secret (credential_id, digest, expires_at)
    VALUES (${String(id)}, 'hmac-sha256$1dd6c29c$${String(id).padEnd(42, 'a')}A', NULL),
           (${String(id)}, 'argon2id-hmac-sha256$1dd6c29c$v=19$m=19456,t=2,p=1$${'s'.repeat(21)}A$${String(id).padEnd(42, 'a')}A', '2099-01-02T03:04:05.9999Z');
  INSERT INTO certificate (id, fingerprint, pem, subject, issuer, serial, key_type, not_before, not_after)
    OVERRIDING SYSTEM VALUE
    VALUES (${String(id)}, sha256('${String(id)}'), '', 'CN="x\\y"', '', '', '', now(), '2099-12-31T23:59:59Z');
  INSERT INTO account_certificate (account_id, certificate_id) VALUES (${String(id)}, ${String(id)});`;

const createdBy = (id: number, after: string): string => `
  SELECT append_audit('person', 'ana', NULL, NULL, 'account.create', ARRAY['account ${String(id)}'], 'done', NULL, NULL,
    '${after}', NULL, NULL);`;

beforeAll(async () => {
  database = await makeDatabase({ empty: true });
  await migrate(() => database.ownerUrl, migrations.slice(0, migrationsThen), quiet);
  await database.sql(`
    ${account(10, 'Older')}
    ${account(20, 'Older, changed since')}
    ${account(30, 'Created by an event, and moved back by hand')}
    ${account(40, 'Older, with an event that is no JSON')}
    SELECT append_audit('person', 'ana', NULL, NULL, 'account.update', ARRAY['account 20'], 'done', NULL,
      '{"account 20":{"scopes":[]}}', '{"account 20":{"scopes":["a:b","c d"]}}', NULL, NULL);
    ${createdBy(30, '{"account 30":{"name":"x","kind":"merchant","status":"active"}}')}
    ${createdBy(40, 'no JSON')}
    INSERT INTO account (id, name, kind) OVERRIDING SYSTEM VALUE VALUES (50, 'Planted after the first event', 'operator');`);
  await migrate(() => database.ownerUrl, migrations, quiet);
  management = managementOn(database.appUrl, pepper);
});

test('an account that is older than the trail gets the event that it lacks, and is explained as it is', async () => {
  const { events } = await management.listAudit.run({ action: 'account.note' });
  expect(events.map(({ targets, actor }) => [targets, actor.kind])).toEqual([
    [['account 10'], 'system'],
    [['account 20'], 'system'],
    [['account 40'], 'system'],
  ]);
  const { broken, unexplained } = await management.verifyAudit.run();
  expect(broken).toBeNull();
  const named = new Set(unexplained?.map(({ target }) => target));
  expect([...named]).toEqual(['account 30', 'account 50']);
});

test('a change of an older account by the use cases is explained, and one by the login is named', async () => {
  const application = new pg.Client(database.appUrl);
  await application.connect();
  afterFile(() => application.end());
  await management.updateAccount.run({ account: '10', scopes: ['pix:read'] });
  await application.query(`UPDATE account SET scopes = '{admin:write}' WHERE id = 20`);
  await application.query(
    `INSERT INTO credential_secret (credential_id, digest) VALUES (40, 'hmac-sha256$1dd6c29c$' || rpad('planted', 42, 'a') || 'A')`,
  );
  const { unexplained } = await management.verifyAudit.run();
  const found = unexplained
    ?.map(({ target, what }) => `${target}: ${what}`)
    .filter((one) => !/ (30|50):/.test(one));
  expect(found).toEqual([
    'account 20: scopes',
    expect.stringMatching(/^account 40: shape of secret \d+ of credential client-40$/),
    expect.stringMatching(/^account 40: expiry of secret \d+ of credential client-40$/),
  ]);
});
