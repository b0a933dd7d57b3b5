import { beforeAll, expect, test } from 'vitest';
import product from '../../package.json' with { type: 'json' };
import { contractNames } from '../../src/core/credentials/credential.js';
import { refusalReasons } from '../../src/core/refusals/refusal.js';
import { askWithAssertion, assertionBy, makeClientKey } from '../contracts/pix/keys-of-clients.js';
import type { TestAccount } from '../support/accounts.js';
import { ask, askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';

let app: TestApp;
let account: TestAccount;
let certPem: string;

beforeAll(async () => {
  app = await startApp({ keySetAccess: { resolve: () => Promise.resolve([]), mayConnectTo: () => false } });
  ({ certPem } = await makeCertificate());
  account = await app.accounts.create({ certificate: certPem });
});

const metrics = async (): Promise<string> =>
  (await send({ port: app.port, method: 'GET', path: '/metrics', headers: {} })).body;

const valueOf = (text: string, series: string): number | null => {
  const line = text.split('\n').find((one) => one.startsWith(`${series} `));
  return line === undefined ? null : Number(line.slice(series.length + 1));
};

test('token requests are counted by contract and outcome, and measured', async () => {
  const series = (outcome: string): string =>
    `portaria_token_requests_total{contract="avista",outcome="${outcome}"}`;
  const before = await metrics();
  expect((await askToken(app, account, certPem)).status).toBe(201);
  const wrong = { ...account, clientSecret: 'a-wrong-secret-of-theirs' };
  expect((await askToken(app, wrong, certPem)).status).toBe(401);
  expect((await ask(app, { body: '{', headers: { 'content-type': 'application/json' } })).status).toBe(400);
  const after = await metrics();
  for (const outcome of ['issued', 'wrong_secret', 'malformed_request'])
    expect([outcome, valueOf(after, series(outcome))]).toEqual([
      outcome,
      (valueOf(before, series(outcome)) ?? Number.NaN) + 1,
    ]);
  expect(valueOf(after, 'portaria_token_request_duration_seconds_count{contract="avista"}')).toBe(3);
});

test('the labels are closed sets: no client adds a series', async () => {
  const count = (text: string): number => text.match(/^portaria_token_requests_total\{/gm)?.length ?? 0;
  const expected = contractNames.length * (refusalReasons.length + 1);
  expect(count(await metrics())).toBe(expected);
  for (const path of ['/api/auth/token?x=1', '/API/auth/token', '/api/auth/token/', '/oauth/token'])
    await ask(app, { path, body: '{"clientId":"some-client"}' });
  const text = await metrics();
  expect(count(text)).toBe(expected);
  expect(text).not.toContain('some-client');
});

test('connections, batches and slow hashes have their figures, and the build its name', async () => {
  const text = await metrics();
  const [inUse, idle, max] = [
    'portaria_database_connections{pool="issue",state="in_use"}',
    'portaria_database_connections{pool="issue",state="idle"}',
    'portaria_database_connections_max{pool="issue"}',
  ].map((series) => valueOf(text, series) ?? Number.NaN);
  expect(inUse).toBeGreaterThanOrEqual(0);
  expect((inUse ?? 0) + (idle ?? 0)).toBeGreaterThan(0);
  expect(max).toBeGreaterThan(1);
  for (const pool of ['issue', 'management', 'self_service', 'audit'])
    for (const figure of ['waiting', 'abandoned'])
      expect(valueOf(text, `portaria_database_statements_${figure}{pool="${pool}"}`)).toBe(0);
  expect(valueOf(text, 'portaria_database_connections_max{pool="management"}')).toBe(4);
  for (const batch of ['read_clients', 'record_tokens']) {
    const members = valueOf(text, `portaria_batch_members_total{batch="${batch}"}`) ?? 0;
    expect(members).toBeGreaterThanOrEqual(valueOf(text, `portaria_batches_total{batch="${batch}"}`) ?? 1);
    expect(valueOf(text, `portaria_batches_waiting{batch="${batch}"}`)).toBe(0);
  }
  for (const queue of ['merchants', 'operators'])
    for (const expensive of ['true', 'false']) {
      const labels = `queue="${queue}",expensive="${expensive}"`;
      expect(valueOf(text, `portaria_slow_hashes_running{${labels}}`)).toBe(0);
      const byClass = ['linked', 'unlinked', 'user'].flatMap((hashClass) =>
        ['waiting', 'refused_total'].map((name) => `${name}{${labels},class="${hashClass}"}`),
      );
      for (const series of byClass) expect(valueOf(text, `portaria_slow_hashes_${series}`)).toBe(0);
    }
  expect(valueOf(text, 'portaria_slow_hashes_waiting_max')).toBeGreaterThan(0);
  expect(text).toContain(
    `portaria_build_info{version="${product.version}",node="${process.versions.node}"} 1`,
  );
  expect(text).toMatch(/^nodejs_eventloop_lag_p99_seconds /m);
});

test('the clocks of process and database are compared', async () => {
  const difference = valueOf(await metrics(), 'portaria_database_clock_difference_seconds');
  expect(Math.abs(difference ?? Number.NaN)).toBeLessThan(5);
});

test('fetches of the key sets of clients are counted', async () => {
  const before = await metrics();
  for (const outcome of ['fetched', 'failed', 'throttled'])
    expect(valueOf(before, `portaria_key_set_fetches_total{outcome="${outcome}"}`)).toBe(0);
  const client = await app.accounts.create({ pix: 'none' });
  // The name does not exist: no machine is asked.
  await app.accounts.registerKey(client, { method: 'private_key_jwt', jwksUri: 'https://keys.invalid/' });
  const key = await makeClientKey();
  expect((await askWithAssertion(app, await assertionBy(key, client.clientId))).status).toBe(400);
  const after = await metrics();
  expect(valueOf(after, 'portaria_key_set_fetches_total{outcome="failed"}')).toBe(1);
});
