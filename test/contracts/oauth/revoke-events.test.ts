import { beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, pixTokenIn, published } from '../pix/ask-pix.js';

/**
 * Attack: a merchant gets tokens and revokes them, day and night, and each event is kept permanently.
 * Whatever it did today, a token that leaked can be revoked.
 */
let app: TestApp;
let server: TestAccount;
beforeAll(async () => {
  app = await startApp({ environment: { PORTARIA_ACCOUNT_CHANGES_PER_DAY: '3' } });
  server = await app.accounts.create({ pix: 'none', resourceServer: true });
});

const tokensOf = (client: TestAccount, count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, async () => pixTokenIn(await askJson(app, published(client)))));

const ask = (path: string, who: TestAccount, token: string) =>
  askForm(app, { token }, { path, headers: { authorization: basic(who) } });

const revoke = async (client: TestAccount, token: string): Promise<number> =>
  (await ask('/oauth/revoke', client, token)).status;

const isActive = async (token: string): Promise<unknown> =>
  (await ask('/oauth/introspect', server, token)).json()['active'];

const eventsOf = ({ id }: TestAccount) =>
  app.database.sql<{ after: string | null; targets: string[] }>(
    `SELECT after, targets FROM audit_event WHERE actor_account_id = $1 AND action = 'token.revoke' ORDER BY id`,
    [id],
  );

test('beyond the daily number of changes every token is still revoked, and an event has how many', async () => {
  const client = await app.accounts.create({ pix: 'none' });
  for (const token of await tokensOf(client, 13)) {
    expect(await revoke(client, token)).toBe(200);
    expect(await isActive(token)).toBe(false);
  }
  const events = await eventsOf(client);
  const counts = events.map(
    ({ after }) => (JSON.parse(after ?? '{}') as Record<string, unknown>)['tokens revoked today'],
  );
  expect(counts).toEqual([undefined, undefined, undefined, { count: 6 }, { count: 12 }]);
  expect(events[4]?.targets).toEqual([
    `account ${client.id}`,
    expect.stringMatching(/^token /),
    'tokens revoked today',
  ]);
});

test('a token that its client revokes leaves the version of the account as it was', async () => {
  const client = await app.accounts.create({ pix: 'none' });
  const version = () => app.database.sql('SELECT version FROM account WHERE id = $1', [client.id]);
  const before = await version();
  for (const token of await tokensOf(client, 2)) expect(await revoke(client, token)).toBe(200);
  expect(await version()).toEqual(before);
});

test('a new day begins anew, and what is changed by self-service is counted apart', async () => {
  const client = await app.accounts.create({ pix: 'none' });
  const [first, ...others] = await tokensOf(client, 6);
  for (const token of others) await revoke(client, token);
  expect(await eventsOf(client)).toHaveLength(3);
  const counted = await app.database.sql(
    'SELECT changes, revoked_tokens FROM account_changes WHERE account_id = $1',
    [client.id],
  );
  expect(counted).toEqual([{ changes: 0, revoked_tokens: 5 }]);
  await app.database.sql('UPDATE account_changes SET day = day - 1 WHERE account_id = $1', [client.id]);
  expect(await revoke(client, first ?? '')).toBe(200);
  expect(await eventsOf(client)).toHaveLength(4);
});

test('a token that is revoked again, many times at once, takes one event', async () => {
  const client = await app.accounts.create({ pix: 'none' });
  const [token = ''] = await tokensOf(client, 1);
  const statuses = await Promise.all(Array.from({ length: 12 }, () => revoke(client, token)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await eventsOf(client)).toHaveLength(1);
});

test('many different tokens at once are all revoked', async () => {
  const client = await app.accounts.create({ pix: 'none' });
  const tokens = await tokensOf(client, 24);
  const statuses = await Promise.all(tokens.map((token) => revoke(client, token)));
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(await Promise.all(tokens.map(isActive))).toEqual(tokens.map(() => false));
  // 3, 6, 12 and 24
  expect(await eventsOf(client)).toHaveLength(6);
});
