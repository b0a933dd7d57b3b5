import { beforeAll, expect, test } from 'vitest';
import { login, refresh, type Session, tokenPath } from '../contracts/realm/ask-realm.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import type { UserInput } from '../support/accounts.js';
import { type Holder, type ProxiedApis, startApis } from './proxied-apis.js';

let proxied: ProxiedApis;
let holder: Holder;
let management: TestUseCases;
beforeAll(async () => {
  proxied = await startApis({ environment: { PORTARIA_CONTRACTS: 'avista,pix,realm' } });
  holder = await proxied.holder();
  management = managementOn(proxied.app.database.appUrl, proxied.app.config.secrets.pepper());
});

const askTokens = (form: Readonly<Record<string, string>>) =>
  proxied.proxy.ask('tls', {
    path: tokenPath,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(form).toString(),
  });

const tokens = async (form: Readonly<Record<string, string>>): Promise<Session> => {
  const answer = await askTokens(form);
  if (answer.status !== 200) throw new Error(`no tokens: ${answer.body}`);
  return JSON.parse(answer.body) as Session;
};

const addUser = (input: UserInput = {}, account = holder.id) => proxied.app.accounts.addUser(account, input);

const statusOf = async (what: string, { access_token: token }: Session): Promise<number> =>
  (await proxied.use(what, { token })).status;

/** A process reads revocations in short intervals. */
const ends = (what: string, session: Session) =>
  expect.poll(() => statusOf(what, session), { timeout: 3000, interval: 100 }).toBe(401);

test('a user with one scope of the account gets a token with it alone, and reaches what it opens', async () => {
  const user = await addUser({ scopes: ['balance:read'] });
  const first = await tokens(login(user));
  const second = await tokens(refresh(first.refresh_token));
  for (const session of [first, second]) {
    expect(session.scope).toBe('balance:read');
    expect(await statusOf('GET /saldo', session)).toBe(200);
    expect(await statusOf('PUT /cob/abc123', session)).toBe(403);
  }
  const more = await askTokens({ ...login(user), scope: 'balance:read pix:write' });
  expect([more.status, more.body]).toEqual([400, expect.stringContaining('invalid_scope')]);
});

test('a scope that the account does not have is not the user’s either', async () => {
  const user = await addUser({ scopes: ['balance:read', 'cob.delete'] });
  expect((await tokens(login(user))).scope).toBe('balance:read');
});

test('a user whose scopes the account lost gets a token of none', async () => {
  const user = await addUser({ scopes: ['cob.delete'] });
  const session = await tokens(login(user));
  expect(session.scope).toBe('');
  expect(await statusOf('GET /saldo', session)).toBe(403);
});

test('a narrowed user keeps the login; the tokens with more end, and refreshed ones have less', async () => {
  const user = await addUser();
  const narrow = await tokens({ ...login(user), scope: 'balance:read' });
  const whole = await tokens(login(user));
  expect(await statusOf('PUT /cob/abc123', whole)).toBe(200);
  await management.updateRealmUser.run({ username: user.username, scopes: ['balance:read'] });
  await ends('PUT /cob/abc123', whole);
  await ends('GET /saldo', whole);
  expect(await statusOf('GET /saldo', narrow)).toBe(200);
  let session = whole;
  // A token that is issued in the second of the change ends with the earlier ones.
  await expect
    .poll(
      async () => {
        session = await tokens(refresh(session.refresh_token));
        return statusOf('GET /saldo', session);
      },
      { timeout: 3000, interval: 300 },
    )
    .toBe(200);
  expect(session.scope).toBe('balance:read');
  expect(await statusOf('PUT /cob/abc123', session)).toBe(403);
});

test('a widened user loses no token, and the next login has all', async () => {
  const user = await addUser({ scopes: ['balance:read'] });
  const before = await tokens(login(user));
  await management.updateRealmUser.run({ username: user.username, scopes: null });
  expect(await statusOf('GET /saldo', before)).toBe(200);
  expect((await tokens(refresh(before.refresh_token))).scope).toBe('balance:read');
  expect((await tokens(login(user))).scope).toBe('pix:read pix:write balance:read');
});

test('an account that loses a scope takes it from its users, and gives them none that they do not have', async () => {
  const other = await proxied.holder();
  const user = await addUser({ scopes: ['balance:read', 'pix:read'] }, other.id);
  const session = await tokens(login(user));
  const update = (scopes: string[]) => management.updateAccount.run({ account: other.id, scopes });
  await update(['pix:read', 'pix:write']);
  expect((await tokens(refresh(session.refresh_token))).scope).toBe('pix:read');
  await update(['pix:read', 'pix:write', 'cob.delete']);
  expect((await tokens(login(user))).scope).toBe('pix:read');
});

const recordedBeyond = async (userId: string): Promise<number> => {
  const records = await proxied.app.database.sql(
    "SELECT FROM token_issuance WHERE resource_owner_id = $1 AND scopes <> 'balance:read'",
    [userId],
  );
  return records.length;
};

test('after the acknowledgement of a narrowing no token with more is recorded, and those before it end', async () => {
  for (let round = 0; round < 3; round += 1) {
    const user = await addUser();
    const { refresh_token: old } = await tokens(login(user));
    const requested = [login(user), login(user), login(user), refresh(old)].map((form) => askTokens(form));
    await Promise.race(requested);
    await management.updateRealmUser.run({ username: user.username, scopes: ['balance:read'] });
    const atAcknowledgement = await recordedBeyond(user.id);
    const given = (await Promise.all(requested)).filter(({ status }) => status === 200);
    expect(await recordedBeyond(user.id)).toBe(atAcknowledgement);
    const sessions = given.map(({ body }) => JSON.parse(body) as Session);
    for (const session of sessions.filter(({ scope }) => scope !== 'balance:read'))
      await ends('GET /saldo', session);
  }
});
