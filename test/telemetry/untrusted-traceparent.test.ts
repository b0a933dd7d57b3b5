import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { askToken, send } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { type CollectedSpan, startCollector } from '../support/otlp-collector.js';
import { startApp, type TestApp, type TestAppOptions } from '../support/test-app.js';

/** A client chooses its `traceparent`, and with it neither whether its requests are traced nor how many. */
const newTraceparent = (): string =>
  `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;

interface TracedApp {
  readonly app: TestApp;
  /** Stops the application, which exports its last spans; returns the requests that were traced. */
  tracedRequests(): Promise<readonly CollectedSpan[]>;
}

const start = async (sampler: Record<string, string>, options: TestAppOptions = {}): Promise<TracedApp> => {
  const collector = await startCollector();
  const app = await startApp({
    ...options,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...sampler },
  });
  return {
    app,
    tracedRequests: async () => {
      await app.server.close();
      return collector.spans.filter(({ kind }) => kind === 'SPAN_KIND_SERVER');
    },
  };
};

/** Sends token requests whose callers say that they are sampled. */
const askSampled = async (app: TestApp, count: number): Promise<void> => {
  const { certPem } = await makeCertificate();
  const client = await app.accounts.create({ certificate: certPem });
  const answers = await Promise.all(
    Array.from({ length: count }, () =>
      askToken(app, client, certPem, { headers: { traceparent: newTraceparent() } }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
};

test('a client that says that it is sampled gets no more traces than the share', async () => {
  const { app, tracedRequests } = await start({ OTEL_TRACES_SAMPLER_ARG: '0' });
  await askSampled(app, 50);
  expect(await tracedRequests()).toEqual([]);
});

test('where callers are followed, the requests of all of them get ten traces a second', async () => {
  const beganAt = performance.now();
  // No second ends during the test.
  const monotonicClock = () => (performance.now() - beganAt) / 1000;
  const { app, tracedRequests } = await start(
    { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
    { monotonicClock },
  );
  await askSampled(app, 50);
  expect(await tracedRequests()).toHaveLength(10);
});

test('an untrusted peer gets no trace', async () => {
  const { app, tracedRequests } = await start({ OTEL_TRACES_SAMPLER: 'always_on' });
  const headers = { traceparent: newTraceparent() };
  const { status } = await send({ port: app.port, method: 'POST', path: '/api/auth/token', headers });
  expect(status).toBe(403);
  await askSampled(app, 1);
  expect(await tracedRequests()).toMatchObject([{ attributes: { 'http.response.status_code': 201 } }]);
});
