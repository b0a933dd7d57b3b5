import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { routeTableText } from '../../src/route-import/route-table.js';
import { type Holder, type ProxiedApis, startApis } from '../auth-request/proxied-apis.js';
import { send } from '../support/ask.js';
import { afterFile } from '../support/cleanup.js';
import { startProcess } from '../support/processes.js';
import { startApp } from '../support/test-app.js';

/** The table follows its files, within seconds, and a bad file never opens or closes anything. */
let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  proxied = await startApis();
  holder = await proxied.holder();
});

const write = async (text: string, name = 'demo.routes.json'): Promise<void> => {
  const file = join(proxied.routesDir, name);
  await writeFile(`${file}.new`, text);
  await rename(`${file}.new`, file);
};
const statusOf = async (what: string): Promise<number> =>
  (await proxied.use(what, { token: holder.token, client: holder.certificate })).status;
const metrics = async (): Promise<string> =>
  (await send({ port: proxied.app.port, method: 'GET', path: '/metrics', headers: {} })).body;

test('a changed file counts without a restart; one that cannot be used leaves the previous table, and says so', async () => {
  expect(await statusOf('GET /loc/all')).toBe(403);
  const routes = proxied.table.routes.map((route) =>
    route.path === '/loc/all' ? { ...route, scopes: [['balance:read']] } : route,
  );
  await write(routeTableText({ ...proxied.table, routes }));
  await expect.poll(() => statusOf('GET /loc/all'), { timeout: 10_000 }).toBe(200);
  expect(await metrics()).toContain('\nportaria_routes_last_reload_successful 1\n');

  await write('{"api":"demo","routes":[{"method":"GET"');
  await expect.poll(metrics, { timeout: 10_000 }).toContain('\nportaria_routes_last_reload_successful 0\n');
  expect(await statusOf('GET /loc/all')).toBe(200);
  expect(proxied.app.log()).toMatch(
    /"error":"The routes in PORTARIA_ROUTES_DIR cannot be used:.*demo\.routes\.json: must be/,
  );
  expect(proxied.app.log().match(/reading the route table failed"/g)).toHaveLength(1);

  await write(routeTableText(proxied.table));
  await expect.poll(() => statusOf('GET /loc/all'), { timeout: 10_000 }).toBe(403);
  expect(proxied.app.log()).toContain('reading the route table works again');
});

test('a second API whose paths overlap is refused as a whole', async () => {
  const other = {
    ...proxied.table,
    api: 'other',
    routes: [{ method: 'GET', path: '/cob/{x}', scopes: [['x']] }],
  };
  await write(routeTableText(other), 'other.routes.json');
  await expect.poll(metrics, { timeout: 10_000 }).toContain('\nportaria_routes_last_reload_successful 0\n');
  expect(await statusOf('GET /cob/abc')).toBe(200);
  await rm(join(proxied.routesDir, 'other.routes.json'));
  await expect.poll(metrics, { timeout: 10_000 }).toContain('\nportaria_routes_last_reload_successful 1\n');
});

test('a bad file stops the start, with every problem and no stack trace', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-routes-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'a.routes.json'), '{"api":"b","routes":[]}');
  await writeFile(join(folder, 'c.routes.json'), 'x');
  const { environment } = await startApp();
  const process = await startProcess({ ...environment, PORTARIA_ROUTES_DIR: folder });
  expect(await process.exited).toBe(1);
  expect(process.output()).toContain(
    '  - a.routes.json: api: is b, so the file must be b.routes.json\n  - c.routes.json: must be',
  );
  expect(process.output()).not.toContain('    at ');
  const nowhere = await startProcess({ ...environment, PORTARIA_ROUTES_DIR: join(folder, 'nowhere') });
  expect(await nowhere.exited).toBe(1);
  expect(nowhere.output()).toContain('ENOENT');
});

test('the metrics tell what became of each question, how old the revocations are, and are for inside', async () => {
  await proxied.use('GET /cob');
  const text = await metrics();
  for (const outcome of ['passed', 'token_missing', 'insufficient_scope'])
    expect(text).toMatch(new RegExp(`^portaria_auth_requests_total\\{outcome="${outcome}"\\} [1-9]`, 'm'));
  expect(text).toMatch(/^portaria_auth_requests_total\{outcome="expired_token"\} 0$/m);
  expect(Number(/^portaria_revocations_staleness_seconds (.*)$/m.exec(text)?.[1])).toBeLessThan(10);
  expect(text).toMatch(/^portaria_revocations \d+$/m);
  expect(text).toMatch(/^portaria_can_verify 1$/m);
  expect(text).toMatch(new RegExp(`^portaria_routes ${String(proxied.table.routes.length)}$`, 'm'));
});

test('without a gateway listener no proxy may ask', async () => {
  const app = await startApp({ environment: { PORTARIA_GATEWAY_LISTENER_SECRET: '' } });
  const headers = { 'x-portaria-listener': app.listenerSecret('gateway') };
  const answer = await send({ port: app.port, method: 'GET', path: '/internal/verify', headers });
  expect(answer.status).toBe(403);
});
