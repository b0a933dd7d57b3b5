import { beforeAll, expect, test } from 'vitest';
import { activeFamiliesMax } from '../../../src/core/realm/refresh-family.js';
import { managementOn } from '../../management/open-test-management.js';
import type { TestUseCases } from '../../management/use-cases.js';
import type { TestAccount, TestUser } from '../../support/accounts.js';
import type { TestApp } from '../../support/test-app.js';
import { askForm, basic } from '../pix/ask-pix.js';
import { askRealm, logIn, openRealm, refresh, type Session } from './ask-realm.js';

let app: TestApp;
let management: TestUseCases;
let account: TestAccount;
let inquirer: TestAccount;
beforeAll(async () => {
  app = await openRealm();
  management = managementOn(app.database.appUrl, app.config.secrets.pepper());
  account = await app.accounts.create();
  inquirer = await app.accounts.create({ pix: 'none', resourceServer: true });
});

/** Adds families of a user, each last refreshed that many seconds ago, as if the user had logged in that often. */
const addFamilies = (user: TestUser, count: number, secondsAgo: number): Promise<unknown> =>
  app.database.sql(
    `INSERT INTO refresh_family (id, resource_owner_id, account_id, scopes, password_set_at, created_at, rotated_at, expires_at)
     SELECT gen_random_uuid(), u.id, u.account_id, '{pix:read}', u.password_set_at, t.at, t.at, t.at + interval '14 days'
     FROM resource_owner u, (SELECT clock_timestamp() - $3 * interval '1 second' AS at) AS t, generate_series(1, $2)
     WHERE u.id = $1`,
    [user.id, count, secondsAgo],
  );

const familiesOf = async (user: TestUser, which: string): Promise<number> =>
  (await app.database.sql(`SELECT FROM refresh_family WHERE resource_owner_id = $1 AND ${which}`, [user.id]))
    .length;

/** Facts that end a family of the user. */
const factsOf = async (user: TestUser): Promise<number> => {
  const facts = await app.database.sql(
    `SELECT FROM revocation r JOIN refresh_family f ON f.id::text = r.subject
     WHERE r.kind = 'refresh-family' AND f.resource_owner_id = $1`,
    [user.id],
  );
  return facts.length;
};

const isActive = async (session: Session): Promise<unknown> => {
  const asking = { path: '/oauth/introspect', headers: { authorization: basic(inquirer) } };
  return (await askForm(app, { token: session.access_token }, asking)).json()['active'];
};

/** As if the login had been before all others. */
const makeOldest = ({ session_state: id }: Session): Promise<unknown> =>
  app.database.sql(`UPDATE refresh_family SET created_at = created_at - interval '1 day' WHERE id = $1`, [
    id,
  ]);

test(`a user has ${String(activeFamiliesMax)} logins at the most: one more ends the oldest`, async () => {
  const user = await app.accounts.addUser(account.id);
  const oldest = await logIn(app, user);
  await makeOldest(oldest);
  await addFamilies(user, activeFamiliesMax - 1, 60);
  expect(await familiesOf(user, 'revoked_at IS NULL')).toBe(activeFamiliesMax);
  const newest = await logIn(app, user);
  expect(await familiesOf(user, 'revoked_at IS NULL')).toBe(activeFamiliesMax);
  expect((await askRealm(app, refresh(oldest.refresh_token))).json()).toMatchObject({
    error: 'invalid_grant',
  });
  expect((await askRealm(app, refresh(newest.refresh_token))).status).toBe(200);
});

test('logins of others, and refreshes, supersede nothing', async () => {
  const [user, other] = [await app.accounts.addUser(account.id), await app.accounts.addUser(account.id)];
  const session = await logIn(app, user);
  await addFamilies(user, activeFamiliesMax - 1, 60);
  await logIn(app, other);
  expect((await askRealm(app, refresh(session.refresh_token))).status).toBe(200);
  expect(await familiesOf(user, 'revoked_at IS NULL')).toBe(activeFamiliesMax);
});

test('an access token of a superseded login lives on, until the logins of its user are ended', async () => {
  const user = await app.accounts.addUser(account.id);
  const oldest = await logIn(app, user);
  await makeOldest(oldest);
  await addFamilies(user, activeFamiliesMax, 60);
  await logIn(app, user);
  expect(await familiesOf(user, `id = '${oldest.session_state}' AND revoked_reason = 'superseded'`)).toBe(1);
  expect(await isActive(oldest)).toBe(true);
  await management.disableRealmUser.run(user.username);
  expect(await isActive(oldest)).toBe(false);
});

test('a superseded login is cleared away with what ended now, not with what ends in 14 days', async () => {
  const user = await app.accounts.addUser(account.id);
  await addFamilies(user, activeFamiliesMax, 60);
  await logIn(app, user);
  const ended = `revoked_reason = 'superseded' AND expires_at <= clock_timestamp()`;
  expect(await familiesOf(user, ended)).toBe(1);
});

const hours = 3600;

test.each([
  ['a disabled user', (user: TestUser) => management.disableRealmUser.run(user.username)],
  ['a new password', (user: TestUser) => management.setRealmPassword.run(user.username)],
])(
  '%s ends thousands of logins, with facts for those alone that may have an access token',
  async (_, end) => {
    const user = await app.accounts.addUser(account.id);
    await addFamilies(user, 3000, 2 * hours);
    await addFamilies(user, 7, hours);
    await addFamilies(user, 5, 1);
    await end(user);
    expect(await familiesOf(user, 'revoked_at IS NULL')).toBe(0);
    expect(await factsOf(user)).toBe(12);
  },
);

test('a suspended account ends thousands of logins with its own fact', async () => {
  const theirs = await app.accounts.create();
  const user = await app.accounts.addUser(theirs.id);
  await addFamilies(user, 3000, 1);
  await management.suspendAccount.run(theirs.id);
  expect(await familiesOf(user, 'revoked_at IS NULL')).toBe(0);
  expect(await factsOf(user)).toBe(0);
  const facts = await app.database.sql(`SELECT FROM revocation WHERE kind = 'account' AND subject = $1`, [
    theirs.id,
  ]);
  expect(facts).toHaveLength(1);
});
