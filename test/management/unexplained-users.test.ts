import pg from 'pg';
import { expect, test } from 'vitest';
import type { Unexplained } from '../../src/management/audit/unexplained-permissions.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement } from './open-test-management.js';

/** Of the right form, so that only what it stands for is named. */
const planted = `hmac-sha256$1dd6c29c$${'a'.repeat(42)}A`;
const { database, management } = await openTestManagement();

/** The login of the application, and no more. */
const application = new pg.Client(database.appUrl);
await application.connect();
afterFile(() => application.end());

interface Victim {
  readonly account: string;
  readonly clientId: string;
  readonly credentialId: string;
  readonly username: string;
}

let users = 0;
const open = async (): Promise<Victim> => {
  const { id: account } = await management.createAccount.run({
    name: 'Loja',
    scopes: ['pix:read', 'pix:write'],
  });
  const { credential } = await management.createCredential.run({ account });
  const username = `ana-${String((users += 1))}`;
  await management.createRealmUser.run({ account, username, scopes: ['pix:read'] });
  return { account, clientId: credential.clientId, credentialId: credential.id, username };
};

const unexplained = async (): Promise<readonly Unexplained[]> => {
  const { broken, unexplained: found } = await management.verifyAudit.run();
  expect(broken).toBeNull();
  return found ?? [];
};

test('after changes by the use cases alone, every user is explained', async () => {
  const { username } = await open();
  await management.setRealmPassword.run(username);
  await management.updateRealmUser.run({ username, scopes: ['pix:read', 'pix:write'] });
  await management.disableRealmUser.run(username);
  await management.enableRealmUser.run(username);
  expect(await unexplained()).toEqual([]);
});

type Plant = readonly [
  name: string,
  statement: (victim: Victim, other: Victim) => string,
  what: (victim: Victim) => string | RegExp,
];

const ofUser = ({ username }: Victim): string => `WHERE username = '${username}'`;

const plants: readonly Plant[] = [
  [
    'a wider scope',
    (victim) => `UPDATE resource_owner SET scopes = '{pix:write}' ${ofUser(victim)}`,
    () => 'scopes',
  ],
  ['all scopes', (victim) => `UPDATE resource_owner SET scopes = NULL ${ofUser(victim)}`, () => 'scopes'],
  [
    'a password',
    (victim) => `UPDATE resource_owner SET digest = '${planted}', password_set_at = now() ${ofUser(victim)}`,
    () => 'passwordSetAt',
  ],
  [
    'the password of another user, without its time',
    (victim, other) =>
      `UPDATE resource_owner SET digest = (SELECT digest FROM resource_owner ${ofUser(other)}) ${ofUser(victim)}`,
    () => 'digest of the password',
  ],
  [
    'the secret of another client',
    (victim, other) =>
      `UPDATE credential_secret SET digest = (
         SELECT digest FROM credential_secret WHERE credential_id = ${other.credentialId})
       WHERE credential_id = ${victim.credentialId}`,
    ({ clientId }) => ` of credential ${clientId}`,
  ],
];

test.each(plants)("%s that the application's database login planted is named", async (_, statement, what) => {
  const before = await unexplained();
  const [victim, other] = [await open(), await open()];
  const texts = (found: readonly unknown[]): string[] => found.map((one) => JSON.stringify(one)).sort();
  expect(texts(await unexplained())).toEqual(texts(before));
  await application.query(statement(victim, other));
  const known = new Set(before.map((one) => JSON.stringify(one)));
  const found = (await unexplained()).filter((one) => !known.has(JSON.stringify(one)));
  const named = found.filter(({ target }) =>
    [`realm-user ${victim.username}`, `account ${victim.account}`].includes(target),
  );
  expect(named.map((one) => one.what)).toEqual([expect.stringContaining(String(what(victim)))]);
});

test('another account of a user, which only the owner of the schema can plant, is named', async () => {
  const [victim, other] = [await open(), await open()];
  const before = (await unexplained()).length;
  await database.sql(`UPDATE resource_owner SET account_id = ${other.account} ${ofUser(victim)}`);
  const found = await unexplained();
  expect(found).toHaveLength(before + 1);
  expect(found).toContainEqual(
    expect.objectContaining({ target: `realm-user ${victim.username}`, what: 'account' }),
  );
});

test('a disabled user that is active again, and one that was planted, are named', async () => {
  const { account, username } = await open();
  await management.disableRealmUser.run(username);
  const before = (await unexplained()).map((one) => JSON.stringify(one));
  await application.query(`UPDATE resource_owner SET status = 'active' WHERE username = '${username}'`);
  await application.query(
    `INSERT INTO resource_owner (account_id, username, digest, created_at)
     VALUES (${account}, 'planted', '${planted.replace('aaaa', 'bbbb')}', now() - interval '9 years')`,
  );
  const found = (await unexplained()).filter((one) => !before.includes(JSON.stringify(one)));
  expect(found).toHaveLength(2);
  expect(found).toContainEqual(expect.objectContaining({ target: `realm-user ${username}`, what: 'status' }));
  expect(found).toContainEqual(
    expect.objectContaining({ target: 'realm-user planted', what: 'the user', recorded: null }),
  );
});
