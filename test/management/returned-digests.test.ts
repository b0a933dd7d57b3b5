import pg from 'pg';
import { expect, test } from 'vitest';
import type { Unexplained } from '../../src/management/audit/unexplained-permissions.js';
import { afterFile } from '../support/cleanup.js';
import { openTestManagement } from './open-test-management.js';

/**
 * Attack: with the application's database login alone, which makes no digest without the pepper, someone who knows a
 * secret moves its digest to another client, or puts back the digest of a password that was replaced because it leaked.
 */
const { database, management } = await openTestManagement();
const application = new pg.Client(database.appUrl);
await application.connect();
afterFile(() => application.end());

interface Client {
  readonly account: string;
  readonly clientId: string;
  readonly secret: string;
  readonly username: string;
}
let opened = 0;
const open = async (): Promise<Client> => {
  const { id: account } = await management.createAccount.run({ name: 'Loja' });
  const { credential } = await management.createCredential.run({ account });
  const username = `ana-${String((opened += 1))}`;
  await management.createRealmUser.run({ account, username });
  return { account, clientId: credential.clientId, secret: credential.secrets[0]?.id ?? '', username };
};

const verify = async (): Promise<readonly Unexplained[]> =>
  (await management.verifyAudit.run()).unexplained ?? [];
/** What is named now and was not before. */
const namedAfter = async (work: () => Promise<unknown>): Promise<string[]> => {
  const before = new Set((await verify()).map((one) => JSON.stringify(one)));
  await work();
  const found = (await verify()).filter((one) => !before.has(JSON.stringify(one)));
  return found.map(({ target, what }) => `${target}: ${what}`).sort();
};

const secretOf = ({ account, secret, clientId }: Client): string =>
  `account ${account}: digest of secret ${secret} of credential ${clientId}`;
const passwordOf = ({ username }: Client): string => `realm-user ${username}: digest of the password`;

const digestOf = async (table: string, id: string): Promise<string> => {
  const name = table === 'resource_owner' ? 'username' : 'id::text';
  const [row] = await database.sql<{ digest: string }>(`SELECT digest FROM ${table} WHERE ${name} = '${id}'`);
  return row?.digest ?? '';
};
const setSecret = (id: string, digest: string): Promise<unknown> =>
  application.query('UPDATE credential_secret SET digest = $2 WHERE id = $1', [id, digest]);
const setPassword = (username: string, digest: string): Promise<unknown> =>
  application.query('UPDATE resource_owner SET digest = $2 WHERE username = $1', [username, digest]);

test('two live digests that change places are named', async () => {
  const [one, other] = [await open(), await open()];
  const [first, second] = [
    await digestOf('credential_secret', one.secret),
    await digestOf('credential_secret', other.secret),
  ];
  const swap = async (): Promise<void> => {
    await setSecret(one.secret, second);
    await setSecret(other.secret, first);
  };
  expect(await namedAfter(swap)).toEqual([secretOf(one), secretOf(other)].sort());
});

test('a digest that stood at another client for a moment is named, also when its own client has another by then', async () => {
  const [thief, victim] = [await open(), await open()];
  const [known, before] = [
    await digestOf('credential_secret', thief.secret),
    await digestOf('credential_secret', victim.secret),
  ];
  const plant = async (): Promise<void> => {
    await setSecret(victim.secret, known);
    await setSecret(victim.secret, before);
    await management.rotateSecret.run({ clientId: thief.clientId, overlapSeconds: 0 });
  };
  expect(await namedAfter(plant)).toContain(secretOf(victim));
});

test('the passwords of two users that change places are named, also when each is back', async () => {
  const [one, other] = [await open(), await open()];
  const [first, second] = [
    await digestOf('resource_owner', one.username),
    await digestOf('resource_owner', other.username),
  ];
  await setPassword(one.username, second);
  await setPassword(other.username, first);
  await setPassword(one.username, first);
  await setPassword(other.username, second);
  const named = (await verify()).map(({ target, what }) => `${target}: ${what}`);
  expect(named).toEqual(expect.arrayContaining([passwordOf(one), passwordOf(other)]));
});

test('the digest of a client in the place of a password is named', async () => {
  const [one, other] = [await open(), await open()];
  const digest = await digestOf('credential_secret', one.secret);
  const before = await digestOf('resource_owner', other.username);
  const plant = async (): Promise<void> => {
    await setPassword(other.username, digest);
    await setPassword(other.username, before);
  };
  expect(await namedAfter(plant)).toContain(passwordOf(other));
});

test('an earlier password that is put back is named, also when the new one is back afterwards', async () => {
  const user = await open();
  const leaked = await digestOf('resource_owner', user.username);
  await management.setRealmPassword.run(user.username);
  const fresh = await digestOf('resource_owner', user.username);
  expect(await namedAfter(() => setPassword(user.username, leaked))).toEqual([passwordOf(user)]);
  await setPassword(user.username, fresh);
  expect((await verify()).map(({ target, what }) => `${target}: ${what}`)).toContain(passwordOf(user));
});

test('digests that move to another pepper and back, and new passwords, are not named', async () => {
  const user = await open();
  const move = async (): Promise<void> => {
    const [secret, password] = [
      await digestOf('credential_secret', user.secret),
      await digestOf('resource_owner', user.username),
    ];
    await setSecret(user.secret, 'hmac-sha256$2$other');
    await setPassword(user.username, 'argon2id-hmac-sha256$2$v=19$other');
    await setSecret(user.secret, secret);
    await setPassword(user.username, password);
    await management.setRealmPassword.run(user.username);
    await management.rotateSecret.run({ clientId: user.clientId });
  };
  expect(await namedAfter(move)).toEqual([]);
});

test('two clients that were imported with one digest are named until each has a digest of its own', async () => {
  const digest = 'imported$1234$tag$digest';
  const [one, other] = [await open(), await open()];
  await database.sql(
    `INSERT INTO credential_secret (credential_id, digest) SELECT credential_id, '${digest}' FROM credential_secret
     WHERE id IN (${one.secret}, ${other.secret})`,
  );
  const imported = await database.sql<{ id: string }>(
    `SELECT id::text FROM credential_secret WHERE digest = '${digest}' ORDER BY credential_secret.id`,
  );
  const [first = '', second = ''] = imported.map(({ id }) => id);
  const named = async (): Promise<string[]> =>
    (await verify()).flatMap(({ what }) => /^digest of secret (\d+) /.exec(what)?.[1] ?? []);
  expect(await named()).toEqual(expect.arrayContaining([first, second]));
  await setSecret(first, 'hmac-sha256$1234$new');
  expect(await named()).not.toContain(first);
  expect(await named()).toContain(second);
  await setSecret(second, 'hmac-sha256$1234$newer');
  expect(await named()).not.toContain(second);
});

test('a copied digest in another text is named while it stands, of a secret and of a password', async () => {
  const [thief, victim] = [await open(), await open()];
  const known = await digestOf('credential_secret', thief.secret);
  const password = await digestOf('resource_owner', thief.username);
  const before = await digestOf('credential_secret', victim.secret);
  const namedText = secretOf(victim).replace('digest of', 'text of the digest of');
  const named = async (): Promise<string[]> =>
    (await verify()).map(({ target, what }) => `${target}: ${what}`);
  for (const text of [`${known}$x`, `${known}=`, known.slice(0, -1), ` ${known}`]) {
    await setSecret(victim.secret, text);
    expect(await named(), text).toContain(namedText);
  }
  for (const text of [
    password.replace('m=19456,t=2', 't=2,m=19456'),
    `${password},x=1`,
    password.replace('p=1', 'p=1,keyid=AAAA'),
  ]) {
    await setPassword(victim.username, text);
    expect(await named(), text).toContain(
      `realm-user ${victim.username}: text of the digest of the password`,
    );
  }
  await setSecret(victim.secret, before);
  expect(await named()).not.toContain(namedText);
});
