import { beforeAll, expect, test } from 'vitest';
import { Secret } from '../../../src/core/credentials/secret.js';
import { managementOn } from '../../management/open-test-management.js';
import type { TestUseCases } from '../../management/use-cases.js';
import type { TestAccount, TestUser } from '../../support/accounts.js';
import type { TestApp } from '../../support/test-app.js';
import { askForm, basic } from '../pix/ask-pix.js';
import { askRealm, logIn, login, openRealm, refresh, type Session } from './ask-realm.js';

let app: TestApp;
let management: TestUseCases;
let inquirer: TestAccount;
beforeAll(async () => {
  app = await openRealm();
  management = managementOn(app.database.appUrl, app.config.secrets.pepper());
  inquirer = await app.accounts.create({ pix: 'none', resourceServer: true });
});

interface Situation {
  readonly account: TestAccount;
  readonly user: TestUser;
  readonly session: Session;
}

const situation = async (): Promise<Situation> => {
  const account = await app.accounts.create();
  const user = await app.accounts.addUser(account.id);
  return { account, user, session: await logIn(app, user) };
};

const isActive = async (session: Session): Promise<unknown> => {
  const headers = { authorization: basic(inquirer) };
  const answer = await askForm(app, { token: session.access_token }, { path: '/oauth/introspect', headers });
  return answer.json()['active'];
};

const canRefresh = async (session: Session): Promise<boolean> =>
  (await askRealm(app, refresh(session.refresh_token))).status === 200;

/** Every way to end a login, and how the user can be let in again. */
const ways: Record<
  string,
  [end: (of: Situation) => Promise<unknown>, mend?: (of: Situation) => Promise<unknown>]
> = {
  'a new password': [({ user }) => management.setRealmPassword.run(user.username, new Secret(user.password))],
  'a disabled user': [
    ({ user }) => management.disableRealmUser.run(user.username),
    ({ user }) => management.enableRealmUser.run(user.username),
  ],
  'a suspended account': [
    ({ account }) => management.suspendAccount.run(account.id),
    ({ account }) => management.reactivateAccount.run(account.id),
  ],
  'all tokens of the account revoked': [
    ({ account }) => management.revokeTokens.run({ account: account.id }),
  ],
  'the login revoked': [
    ({ session }) => management.revokeTokens.run({ familyId: session.session_state.toUpperCase() }),
  ],
};

test.each(Object.entries(ways))(
  '%s ends refresh token and access token, permanently; a later login is another one',
  async (_name, [end, mend]) => {
    const of = await situation();
    expect(await isActive(of.session)).toBe(true);
    await end(of);
    expect(await isActive(of.session)).toBe(false);
    expect(await canRefresh(of.session)).toBe(false);
    await mend?.(of);
    expect(await canRefresh(of.session)).toBe(false);
    // What ended everything of the account ended all of its second.
    await expect
      .poll(async () => isActive(await logIn(app, of.user)), { timeout: 3000, interval: 300 })
      .toBe(true);
    expect(await isActive(of.session)).toBe(false);
  },
);

test('ending one login leaves the others', async () => {
  const { user, session } = await situation();
  const other = await logIn(app, user);
  await management.revokeTokens.run({ familyId: session.session_state });
  expect([await isActive(session), await isActive(other)]).toEqual([false, true]);
  expect(await canRefresh(other)).toBe(true);
});

test('the audit trail tells how many logins a new password ended, and names the one that was revoked', async () => {
  const { account, user, session } = await situation();
  await logIn(app, user);
  await management.revokeTokens.run({ familyId: session.session_state });
  const revoked = (await management.listAudit.run({ limit: 1 })).events[0];
  expect(revoked?.targets).toEqual([`account ${account.id}`, `refresh-family ${session.session_state}`]);
  expect(JSON.stringify(revoked?.after)).toContain('"revokedReason":"revoked"');
  await management.setRealmPassword.run(user.username);
  const set = (await management.listAudit.run({ limit: 1 })).events[0];
  expect([set?.before, set?.after].map((image) => JSON.stringify(image))).toEqual([
    expect.stringContaining('"logins":1'),
    expect.stringContaining('"logins":0'),
  ]);
});

test('a login that is not there cannot be revoked, and what is no id is said to be none', async () => {
  const refused = (familyId: string) => management.revokeTokens.run({ familyId });
  await expect(refused('019c2161-0000-7000-8000-000000000001')).rejects.toMatchObject({
    code: 'not_found',
    field: 'family',
  });
  await expect(refused('ptr_a-refresh-token')).rejects.toMatchObject({
    code: 'invalid',
    message: expect.not.stringContaining('ptr_a') as string,
  });
});

const requests = 24;

test.each(Object.entries(ways))(
  'after the acknowledgement of %s nothing more is given',
  async (_name, [end]) => {
    for (let round = 0; round < 3; round += 1) {
      const of = await situation();
      const logins = Array.from({ length: requests }, () => askRealm(app, login(of.user)));
      const refreshes = Array.from({ length: requests }, () =>
        askRealm(app, refresh(of.session.refresh_token)),
      );
      await Promise.race([...logins, ...refreshes]);
      await end(of);
      const atAcknowledgement = await recordsOf(of, 'family_id = $2');
      const all = await Promise.all([...logins, ...refreshes]);
      expect(all.filter(({ status }) => status >= 500 && status !== 503)).toEqual([]);
      // Of that login. A new one may begin where the password is still the same.
      expect(await recordsOf(of, 'family_id = $2')).toBe(atAcknowledgement);
      expect(await canRefresh(of.session)).toBe(false);
    }
  },
);

const recordsOf = async ({ account, session }: Situation, which: string): Promise<number> => {
  const [row] = await app.database.sql<{ n: number }>(
    `SELECT count(*)::integer AS n FROM token_issuance WHERE account_id = $1 AND ${which}`,
    [account.id, session.session_state],
  );
  return row?.n ?? 0;
};

test('a login under way while its user is disabled leaves no family that is valid when the user is enabled again', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { user } = await situation();
    const logins = Array.from({ length: 8 }, () => askRealm(app, login(user)));
    await Promise.race(logins);
    await management.disableRealmUser.run(user.username);
    await Promise.all(logins);
    const living = await app.database.sql(
      'SELECT FROM refresh_family WHERE resource_owner_id = $1 AND revoked_at IS NULL',
      [user.id],
    );
    expect(living).toHaveLength(0);
  }
});
