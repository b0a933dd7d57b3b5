import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { eventually } from '../http/proxied-app.js';
import { startApp } from '../support/test-app.js';
import { administerApis } from './administered-apis.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await administerApis();

test('the list has every API with its rules, scopes and tokens, and the digest of its file', async () => {
  const { status, json } = await proxied.ask('GET /apis');
  expect(status).toBe(200);
  const digest = createHash('sha256')
    .update(await readFile(proxied.tableFile, 'utf8'))
    .digest('hex');
  const demo = {
    name: 'demo',
    title: 'Demo',
    version: '1',
    upstream: proxied.table.upstream,
    ruleCount: 8,
    audiences: [proxied.app.config.tokens.audience],
    requireBound: false,
    scopes: ['admin.all', 'balance:read', 'cob.read', 'cob.write', 'loc.all', 'loc.read'],
    scopeCount: 6,
    digest,
    changedAt: expect.stringMatching(/^20\d\d-.*Z$/) as string,
  };
  expect(json).toMatchObject({ items: [demo], nextCursor: null, problem: null });
  expect((await proxied.ask('GET /apis/demo')).json).toEqual(demo);
});

test('each process that answers for APIs shows whether it has the same tables', async () => {
  const processes = async () =>
    (await proxied.ask('GET /apis')).json['processes'] as { role: string; tables: string }[];
  // A process shows itself every 5 seconds.
  await expect.poll(async () => (await processes())[0]?.tables, { timeout: 15_000 }).toBe('same');
  const issuing = await startApp({
    database: proxied.app.database,
    environment: {
      ...proxied.app.environment,
      DATABASE_URL: proxied.app.database.issueUrl,
      PORTARIA_ROLE: 'issue',
      PORTARIA_ROUTES_DIR: '',
      PORTARIA_ADMIN_LISTENER_SECRET: '',
    },
  });
  expect(await processes()).toMatchObject([
    { role: expect.any(String) as string },
    { role: expect.any(String) as string },
  ]);
  expect((await processes()).map(({ role, tables }) => [role, tables]).toSorted()).toEqual([
    ['all', 'same'],
    ['issue', 'unknown'],
  ]);
  await proxied.app.database.sql(
    `UPDATE process_heartbeat SET settings = settings || '{"routeTables": "0123"}' WHERE role = 'issue'`,
  );
  expect((await processes()).map(({ tables }) => tables).toSorted()).toEqual(['other', 'same']);
  await issuing.server.close();
});

test('the rules come page by page, and by a part of their method, path or scope', async () => {
  const rules = async (query: string): Promise<[string[], unknown]> => {
    const { json } = await proxied.ask(`GET /apis/demo/rules${query}`);
    const items = json['items'] as { method: string; path: string }[];
    return [items.map(({ method, path }) => `${method} ${path}`), json['nextCursor']];
  };
  const [all] = await rules('');
  expect(all).toEqual([
    'GET /cob',
    'GET /cob/{txid}',
    'PATCH /cob/{txid}',
    'PUT /cob/{txid}',
    'GET /loc/all',
    'GET /loc/{id}',
    'GET /open',
    'GET /saldo',
  ]);
  const [first, cursor] = await rules('?limit=3');
  const [rest, end] = await rules(`?limit=200&cursor=${String(cursor)}`);
  expect([...first, ...rest]).toEqual(all);
  expect(end).toBeNull();
  expect((await rules('?contains=LOC'))[0]).toEqual(['GET /loc/all', 'GET /loc/{id}']);
  expect((await rules('?contains=pix:write'))[0]).toEqual(['PATCH /cob/{txid}', 'PUT /cob/{txid}']);
  expect((await rules('?contains=get%20/cob'))[0]).toEqual(['GET /cob', 'GET /cob/{txid}']);
  const { json } = await proxied.ask('GET /apis/demo/rules?contains=PATCH');
  expect(json['items']).toEqual([
    {
      method: 'PATCH',
      path: '/cob/{txid}',
      scopes: [['admin.all'], ['cob.read', 'cob.write']],
      coveredBy: ['pix:read', 'pix:write'],
    },
  ]);
});

test('files that cannot be used are a problem of the list, with the tables that are in force', async () => {
  const broken = join(proxied.routesDir, 'broken.routes.json');
  await writeFile(broken, '{}');
  const problem = await eventually(async () => (await proxied.ask('GET /apis')).json['problem']);
  expect(problem).toContain('broken.routes.json');
  expect((await proxied.ask('GET /apis')).json['items']).toHaveLength(1);
  await rm(broken);
  await eventually(async () => ((await proxied.ask('GET /apis')).json['problem'] === null ? true : null));
});

test('an unknown API is 404, and without the setting the answer names it', async () => {
  for (const what of ['GET /apis/pix', 'GET /apis/pix/rules', 'GET /apis/..%2f', 'GET /apis/constructor'])
    expect((await proxied.ask(what)).status, what).toBe(404);
  const without = await openAdmin();
  const operator = await without.operator();
  for (const what of ['GET /apis', 'GET /apis/pix', 'GET /apis/pix/rules']) {
    const { status, json } = await operator.ask(what);
    expect(status).toBe(422);
    expect(json['detail']).toContain('PORTARIA_ROUTES_DIR');
  }
});

test('a process that only manages reads the folder when it is asked', async () => {
  const managing = await openAdmin({
    database: proxied.app.database,
    environment: {
      ...proxied.app.environment,
      DATABASE_URL: proxied.app.database.manageUrl,
      PORTARIA_ROLE: 'manage',
      PORTARIA_ROUTES_DIR: proxied.routesDir,
    },
  });
  const operator = await managing.operator();
  expect((await operator.ask('GET /apis')).json).toMatchObject({ items: [{ name: 'demo' }], problem: null });
  const body = { method: 'GET', path: '/cob', token: proxied.merchantWithToken.token };
  expect((await operator.ask('POST /apis/demo/check', { body })).json).toMatchObject({ allowed: true });
  const before = await readFile(proxied.tableFile, 'utf8');
  await writeFile(proxied.tableFile, before.replace('"cob.read"', '"cob.other"'));
  expect((await operator.ask('POST /apis/demo/check', { body })).json).toMatchObject({
    allowed: false,
    reason: 'token_scope_missing',
  });
  await writeFile(proxied.tableFile, before);
});
