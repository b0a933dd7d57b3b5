import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { type OtlpCollector, startCollector } from '../support/otlp-collector.js';
import { startApp, type TestApp } from '../support/test-app.js';

/** A collector that fails costs spans, and nothing else. */
const start = async (collector: Pick<OtlpCollector, 'url'>) => {
  const app = await startApp({
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=Planted-key',
      OTEL_TRACES_SAMPLER: 'always_on',
    },
  });
  const { certPem } = await makeCertificate();
  const client = await app.accounts.create({ certificate: certPem });
  return { app, token: async () => (await askToken(app, client, certPem)).status };
};

const metric = async ({ port }: TestApp, series: string): Promise<number> => {
  const { body } = await send({ port, method: 'GET', path: '/metrics', headers: {} });
  const line = body.split('\n').find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length));
};
const dropped = (app: TestApp, reason: string) =>
  metric(app, `portaria_spans_dropped_total{reason="${reason}"}`);

const linesWith = (app: TestApp, text: string): string[] =>
  app
    .log()
    .split('\n')
    .filter((line) => line.includes(text));

/** Asks for tokens until `done`; returns the statuses. */
const load = async (token: () => Promise<number>, done: () => Promise<boolean>): Promise<Set<number>> => {
  const statuses = new Set<number>();
  while (!(await done()))
    for (const status of await Promise.all(Array.from({ length: 10 }, token))) statuses.add(status);
  return statuses;
};

test('a collector that is killed under load: tokens go on, spans are counted, and the log says it once', async () => {
  const collector = await startCollector();
  const { app, token } = await start(collector);
  const first = await load(token, async () => (await metric(app, 'portaria_spans_exported_total')) > 0);
  await collector.stop();
  const during = await load(token, async () => (await dropped(app, 'export_failed')) > 0);
  expect([...first, ...during]).toEqual([201, 201]);
  const failures = linesWith(app, 'exporting traces failed');
  expect(failures).toHaveLength(1);
  expect(failures[0]).toContain('ECONNREFUSED');
  expect(failures[0]).not.toContain('trace_id');
  const exportedBefore = await metric(app, 'portaria_spans_exported_total');
  await startCollector(Number(new URL(collector.url).port));
  await load(token, async () => (await metric(app, 'portaria_spans_exported_total')) > exportedBefore);
  expect(linesWith(app, 'exporting traces works again')).toHaveLength(1);
});

test('a collector that hangs: the queue has an end, and the process stops all the same', async () => {
  const collector = await startCollector();
  collector.answer = 'hangs';
  const { app, token } = await start(collector);
  const statuses = await load(token, async () => (await dropped(app, 'queue_full')) > 0);
  expect([...statuses]).toEqual([201]);
  expect(await metric(app, 'portaria_spans_waiting')).toBeLessThanOrEqual(2048);
  const beganAt = performance.now();
  await app.server.close();
  expect(performance.now() - beganAt).toBeLessThan(8000);
});

test('a collector that refuses, and one that answers garbage, cost no token', async () => {
  const collector = await startCollector();
  const { app, token } = await start(collector);
  collector.answer = 'garbage';
  expect(await token()).toBe(201);
  await expect.poll(() => metric(app, 'portaria_spans_waiting'), { timeout: 10_000 }).toBe(0);
  collector.answer = 'refuses';
  expect(await token()).toBe(201);
  await expect.poll(() => dropped(app, 'export_failed'), { timeout: 10_000 }).toBeGreaterThan(0);
  expect(linesWith(app, 'exporting traces failed')[0]).toContain('the collector answered with status 400');
  expect(app.log()).not.toContain('Planted-key');
});

test(
  'a collector that never ends its response holds up no export for more than 15 s',
  { timeout: 60_000 },
  async () => {
    const collector = await startCollector();
    const { app, token } = await start(collector);
    collector.answer = 'drips';
    expect(await token()).toBe(201);
    await expect.poll(() => dropped(app, 'export_failed'), { timeout: 25_000 }).toBeGreaterThan(0);
    expect(linesWith(app, 'exporting traces failed')[0]).toContain('did not end its response');
    collector.answer = 'takes';
    expect(await token()).toBe(201);
    await expect
      .poll(() => metric(app, 'portaria_spans_exported_total'), { timeout: 10_000 })
      .toBeGreaterThan(0);
  },
);

test('a process that stops exports its last spans first', async () => {
  const collector = await startCollector();
  const { app, token } = await start(collector);
  expect(await token()).toBe(201);
  await pause(50);
  await app.server.close();
  expect(collector.spans.map(({ name }) => name)).toContain('POST /api/auth/token');
});
