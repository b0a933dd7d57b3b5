import { createHmac, hkdfSync } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { TestUser } from '../../support/accounts.js';
import type { TestApp } from '../../support/test-app.js';
import { askRealm, logIn, openRealm, refresh, type Session, sessionIn } from './ask-realm.js';

/**
 * Attack: with a refresh token of one's own and write access to the database, someone gives the row of the login to
 * another user. The token is under the pepper, and says whose login it is of.
 */
let app: TestApp;
beforeAll(async () => {
  app = await openRealm();
});

const open = async (): Promise<TestUser & { readonly accountId: string }> => {
  const account = await app.accounts.create();
  return { ...(await app.accounts.addUser(account.id)), accountId: account.id };
};

/** As the releases before made it: nothing but the family and the generation is under the pepper. */
const tokenOfEarlierRelease = ({ session_state }: Session, generation: number): string => {
  const key = Buffer.from(hkdfSync('sha256', app.config.secrets.pepper(), '', 'portaria refresh token', 32));
  const position = Buffer.alloc(20);
  position.write(session_state.replaceAll('-', ''), 'hex');
  position.writeUInt32BE(generation, 16);
  const mac = createHmac('sha256', key).update(position).digest();
  return `ptr_${Buffer.concat([position, mac]).toString('base64url')}`;
};

/** As the superuser: the application's login cannot (test/storage/ended-stays-ended.test.ts). */
const changeLogin = (session: Session, set: string): Promise<unknown> =>
  app.database.sql(`UPDATE refresh_family SET ${set} WHERE id = $1`, [session.session_state]);

const changes = {
  'another user': (victim) =>
    `resource_owner_id = '${victim.id}',
     password_set_at = (SELECT password_set_at FROM resource_owner WHERE id = '${victim.id}')`,
  'more scopes': () => `scopes = scopes || '{pix:read}'::text[]`,
  'another password': () => `password_set_at = password_set_at - interval '1 microsecond'`,
} satisfies Record<string, (victim: TestUser) => string>;

test.each(Object.entries(changes))('a login that was given %s ends: no tokens', async (_, change) => {
  const [user, victim] = [await open(), await open()];
  const session = await logIn(app, user);
  await changeLogin(session, change(victim));
  const answer = await askRealm(app, refresh(session.refresh_token));
  expect([answer.status, answer.json()]).toMatchObject([400, { error: 'invalid_grant' }]);
});

test('a user that was moved to another account ends its logins', async () => {
  const [user, other] = [await open(), await open()];
  const session = await logIn(app, user);
  await app.database.sql('UPDATE resource_owner SET account_id = $2 WHERE id = $1', [
    user.id,
    other.accountId,
  ]);
  expect((await askRealm(app, refresh(session.refresh_token))).status).toBe(400);
});

test('what a token says is no reuse: the login that is as it was goes on', async () => {
  const [user, victim] = [await open(), await open()];
  const session = await logIn(app, user);
  const [row] = await app.database.sql<{ password: string }>(
    'SELECT password_set_at::text AS password FROM refresh_family WHERE id = $1',
    [session.session_state],
  );
  await changeLogin(session, changes['another user'](victim));
  expect((await askRealm(app, refresh(session.refresh_token))).status).toBe(400);
  await changeLogin(session, `resource_owner_id = '${user.id}', password_set_at = '${row?.password ?? ''}'`);
  sessionIn(await askRealm(app, refresh(session.refresh_token)));
});

test('a token that was handed out before the upgrade works, and its successor is bound', async () => {
  const [user, victim] = [await open(), await open()];
  const session = await logIn(app, user);
  const successor = sessionIn(await askRealm(app, refresh(tokenOfEarlierRelease(session, 1))));
  expect(successor.session_state).toBe(session.session_state);
  await changeLogin(session, changes['another user'](victim));
  expect((await askRealm(app, refresh(successor.refresh_token))).status).toBe(400);
});
