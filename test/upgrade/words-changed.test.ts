import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import { type Answer, ask, askToken } from '../support/ask.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp, type TestApp } from '../support/test-app.js';

const client = z.object({ clientId: z.string(), clientSecret: z.string() });
const user = z.object({ username: z.string(), password: z.string() });

/** A database as the last commit before the words changed left it: its rows, its keys, its clients' secrets. */
const before = z
  .object({
    masterKey: z.string(),
    pepper: z.string(),
    generated: client,
    custom: client,
    realmUser: user,
    certificate: z.string(),
    tables: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  })
  .parse(
    JSON.parse(
      readFileSync(join(import.meta.dirname, '../fixtures/upgrade/before-words-changed.json'), 'utf8'),
    ),
  );

/** How many migrations that commit had. */
const migrationsThen = 20;
const quiet = { waiting: (): void => undefined };

let app: TestApp;
let management: TestUseCases;

beforeAll(async () => {
  const database = await makeDatabase({ empty: true });
  await migrate(() => database.ownerUrl, migrations.slice(0, migrationsThen), quiet);
  // The day of its refusals, unless that is today.
  await database.sql(
    `CREATE TABLE IF NOT EXISTS refusal_20261128 PARTITION OF refusal FOR VALUES FROM ('2026-11-28Z') TO ('2026-11-29Z')`,
  );
  for (const [table, rows] of Object.entries(before.tables)) await load(database, table, rows);
  await migrate(() => database.ownerUrl, migrations, quiet);
  app = await startApp({
    database,
    environment: {
      PORTARIA_MASTER_KEY: before.masterKey,
      PORTARIA_PEPPER: before.pepper,
      PORTARIA_CONTRACTS: 'avista,pix,realm',
    },
  });
  const pepper = Buffer.from(before.pepper, 'base64');
  management = managementOn(database.appUrl, pepper, Buffer.from(before.masterKey, 'base64'));
});

/** `audit_head` has its one row from the migrations; the other tables are empty. */
const load = async (database: TestDatabase, table: string, rows: readonly object[]): Promise<void> => {
  if (table === 'audit_head') await database.sql('DELETE FROM audit_head');
  await database.sql(
    `INSERT INTO ${table} OVERRIDING SYSTEM VALUE SELECT * FROM json_populate_recordset(NULL::${table}, $1)`,
    [JSON.stringify(rows)],
  );
};

test('the audit trail holds from its first event to its last', async () => {
  const result = await management.verifyAudit.run();
  expect(result).toMatchObject({ broken: null, head: { id: '22' } });
});

test('an old action is listed under its current name, and found by it', async () => {
  const { events } = await management.listAudit.run({ action: 'account.create' });
  expect(events.map(({ id, action, recordedAction }) => ({ id, action, recordedAction }))).toEqual([
    { id: '2', action: 'account.create', recordedAction: 'account.open' },
    { id: '8', action: 'account.create', recordedAction: 'account.open' },
  ]);
});

test('no action is listed under a name that is gone, and its noun finds it', async () => {
  const all = (await management.listAudit.run({ limit: 1000 })).events.map(({ action }) => action);
  expect(all).toContain('key.revoke');
  expect(all).toContain('secret.revoke');
  expect(all.filter((action) => /\.(open|change|issue|drop|retire)$/.test(action))).toEqual([]);
  expect((await management.listAudit.run({ action: 'key' })).events.map(({ id }) => id)).toEqual([
    '18',
    '19',
  ]);
});

test('an exported event keeps the bytes that its hash covers', async () => {
  const actions: string[] = [];
  for await (const part of management.exportAudit.run()) if ('event' in part) actions.push(part.event.action);
  expect(actions.slice(0, 2)).toEqual(['authority.import', 'account.open']);
});

test('an old refusal is explained by the current name of its reason', async () => {
  const explained = await management.listRefusals.run({ account: '1', limit: 10 });
  expect(explained.map(({ refusal }) => refusal.reason)).toEqual(['wrong_secret', 'wrong_listener']);
  expect(explained[1]?.explanation.happened).not.toContain('newer');
});

test('a generated secret and a custom one still get a token, signed with the keys that were there', async () => {
  // A digest without the pepper is refused: an operator vouches for those of the upgrade.
  expect((await askToken(app, before.custom, before.certificate)).status).toBe(401);
  const { owners } = await management.pepperDigests.run();
  expect(owners).toEqual(expect.arrayContaining([before.custom.clientId, before.realmUser.username]));
  for (const known of [before.generated, before.custom]) {
    const answer = await askToken(app, known, before.certificate);
    expect(answer.status).toBe(201);
    expect(kidOf(answer)).toBe('hs-dd360c1c984bf1ad');
  }
});

test('a client without a certificate gets its RS256 token', async () => {
  const { clientId, clientSecret } = before.generated;
  const answer = await ask(app, { path: '/oauth/token', body: JSON.stringify({ clientId, clientSecret }) });
  expect(answer.status).toBe(200);
  expect(kidOf(answer)).toBe('rs-e0c8963b76385980');
});

test('a user of the realm logs in with the old password', async () => {
  const { username, password } = before.realmUser;
  const form = new URLSearchParams({
    grant_type: 'password',
    client_id: 'integration-api',
    username,
    password,
  });
  const answer = await ask(app, {
    path: '/auth/realms/apiax/protocol/openid-connect/token',
    body: form.toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });
  expect(answer.status).toBe(200);
});

const kidOf = (answer: Answer): unknown => {
  const [header = ''] = z.object({ access_token: z.string() }).parse(answer.json()).access_token.split('.');
  return z.object({ kid: z.string() }).parse(JSON.parse(Buffer.from(header, 'base64url').toString())).kid;
};
