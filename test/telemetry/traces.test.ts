import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { type Holder, type ProxiedApis, startApis } from '../auth-request/proxied-apis.js';
import { send } from '../support/ask.js';
import { type CollectedSpan, type OtlpCollector, startCollector } from '../support/otlp-collector.js';

/** Requests through the real NGINX, and what a collector gets of them. */
let collector: OtlpCollector;
let proxied: ProxiedApis;
let holder: Holder;
beforeAll(async () => {
  collector = await startCollector();
  proxied = await startApis({
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=key%20of%20the%20collector',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
      OTEL_TRACES_SAMPLER: 'always_on',
    },
  });
  holder = await proxied.holder();
});

/** What a client with a trace sends. */
const newParent = (flags = '00') => {
  const [traceId, spanId] = [randomBytes(16).toString('hex'), randomBytes(8).toString('hex')];
  return { traceId, spanId, traceparent: `00-${traceId}-${spanId}-${flags}` };
};

/** Waits for the span of a request, whose children were exported before it. */
const traceOf = async (traceId: string): Promise<readonly CollectedSpan[]> => {
  const spans = (): readonly CollectedSpan[] => collector.spans.filter((span) => span.traceId === traceId);
  await vi.waitUntil(() => spans().some(({ kind }) => kind === 'SPAN_KIND_SERVER'), { timeout: 20_000 });
  return spans();
};

const serverSpanOf = (spans: readonly CollectedSpan[]): CollectedSpan => {
  const [span] = spans.filter(({ kind }) => kind === 'SPAN_KIND_SERVER');
  if (!span) throw new Error('no server span');
  return span;
};

const askToken = (headers: Record<string, string>, merchant: Holder = holder) =>
  proxied.askToken('tls', merchant, { client: merchant.certificate, headers });

const logLineWith = (text: string): Record<string, unknown> => {
  const line = proxied.app
    .log()
    .split('\n')
    .find((one) => one.includes(text));
  return JSON.parse(line ?? '{}') as Record<string, unknown>;
};

test.concurrent(
  'a token request continues the trace of its client, with a span for each step',
  { timeout: 30_000 },
  async () => {
    const { traceId, spanId, traceparent } = newParent();
    const answer = await askToken({ traceparent, tracestate: 'vendor=1' });
    expect(answer.status).toBe(201);
    const spans = await traceOf(traceId);
    const request = serverSpanOf(spans);
    expect(request).toMatchObject({
      ...{ name: 'POST /api/auth/token', parentSpanId: spanId, traceState: 'vendor=1', failed: false },
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/auth/token',
        'http.response.status_code': 201,
        'portaria.request_id': answer.headers['x-request-id'],
        'portaria.listener': 'tls',
        'portaria.contract': 'avista',
        'portaria.outcome': 'issued',
      },
    });
    expect(spans.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...['read certificate', 'authenticate client', 'check secret', 'decide grant'],
        ...['sign token', 'record token'],
      ]),
    );
    const known = new Set(spans.map((span) => span.spanId));
    for (const span of spans) if (span !== request) expect(known).toContain(span.parentSpanId);
    expect(spans.find(({ name }) => name === 'sign token')?.attributes).toEqual({
      'portaria.signing.algorithm': 'HS256',
    });
  },
);

test.concurrent(
  'the first token of a client reads it from the database; the batch and the request are linked',
  { timeout: 30_000 },
  async () => {
    const { traceId, traceparent } = newParent('01');
    const merchant = await proxied.merchant();
    expect(
      (await proxied.askToken('tls', merchant, { client: merchant.certificate, headers: { traceparent } }))
        .status,
    ).toBe(201);
    const spans = await traceOf(traceId);
    for (const [step, statement] of [
      ['read client', 'read-clients'],
      ['record token', 'record-tokens'],
    ]) {
      const member = spans.find(({ name }) => name === step);
      const batch = collector.spans.find(
        ({ name, links }) => name === statement && links.some((link) => link.spanId === member?.spanId),
      );
      expect(batch, statement).toMatchObject({
        kind: 'SPAN_KIND_CLIENT',
        parentSpanId: '',
        attributes: {
          'db.system.name': 'postgresql',
          'db.query.summary': statement,
          'db.operation.batch.size': expect.any(Number) as number,
        },
      });
      expect(batch?.traceId).not.toBe(traceId);
      expect(member?.links).toEqual([{ traceId: batch?.traceId, spanId: batch?.spanId }]);
    }
  },
);

test.concurrent(
  'a rejected request says why, and its log line names the trace',
  { timeout: 30_000 },
  async () => {
    const { traceId, traceparent } = newParent();
    const guess = { ...holder, clientSecret: 'Planted-wrong-secret-0001' };
    const answer = await askToken({ traceparent }, guess);
    expect(answer.status).toBe(401);
    const spans = await traceOf(traceId);
    const request = serverSpanOf(spans);
    expect(request.attributes).toMatchObject({
      'http.response.status_code': 401,
      'portaria.outcome': 'wrong_secret',
    });
    expect(request.failed).toBe(false);
    expect(spans.find(({ name, failed }) => name === 'authenticate client' && failed)?.attributes).toEqual({
      'error.type': 'wrong_secret',
    });
    expect(logLineWith(String(answer.headers['x-request-id']))).toMatchObject({
      trace_id: traceId,
      span_id: request.spanId,
    });
  },
);

test.concurrent.each([
  ['the wrong length', '00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01'],
  ['zeros alone', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`],
  ['another version with garbage', 'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'],
  ['no form at all', "'; DROP TABLE account; --"],
])(
  'a traceparent of %s is ignored: the request starts a trace',
  { timeout: 30_000 },
  async (_case, traceparent) => {
    const { headers } = await askToken({ traceparent });
    const span = await vi.waitUntil(() => requestSpan(headers['x-request-id']), { timeout: 20_000 });
    expect(span).toMatchObject({ parentSpanId: '', attributes: { 'http.response.status_code': 201 } });
  },
);

const requestSpan = (requestId: unknown): CollectedSpan | undefined =>
  collector.spans.find(({ attributes }) => attributes['portaria.request_id'] === requestId);

test.concurrent(
  'a tracestate of more than 512 characters is dropped, and the trace goes on',
  { timeout: 30_000 },
  async () => {
    const { traceId, traceparent } = newParent();
    await askToken({ traceparent, tracestate: `vendor=${'x'.repeat(600)}` });
    expect(serverSpanOf(await traceOf(traceId)).traceState).toBe('');
  },
);

test.concurrent(
  'a request to a protected API: the decision is a span, and the API gets the trace of the client',
  { timeout: 30_000 },
  async () => {
    const { traceId, spanId, traceparent } = newParent('01');
    const answer = await proxied.use('GET /cob/telephone-5511999990000', {
      token: holder.token,
      client: holder.certificate,
      headers: { traceparent, tracestate: 'vendor=2' },
    });
    expect(answer.status).toBe(200);
    expect(proxied.received.at(-1)?.headers).toMatchObject({ traceparent, tracestate: 'vendor=2' });
    const spans = await traceOf(traceId);
    expect(serverSpanOf(spans)).toMatchObject({
      name: 'GET /internal/verify',
      parentSpanId: spanId,
      attributes: { 'portaria.listener': 'gateway', 'http.response.status_code': 204 },
    });
    expect(spans.find(({ name }) => name === 'decide request')?.attributes).toEqual({
      'portaria.api.route': 'GET /cob/{txid}',
    });
    expect(JSON.stringify(spans)).not.toContain('5511999990000');
  },
);

test.concurrent(
  'the header listener and the admin listener pass the trace on',
  { timeout: 30_000 },
  async () => {
    const [byHeader, byAdmin] = [newParent(), newParent()];
    await proxied.proxy.ask('header', { body: '{}', headers: { traceparent: byHeader.traceparent } });
    await proxied.proxy.ask('admin', {
      ...{ method: 'GET', path: '/api/admin/accounts', client: holder.certificate },
      headers: { traceparent: byAdmin.traceparent },
    });
    expect(serverSpanOf(await traceOf(byHeader.traceId)).attributes['portaria.listener']).toBe('header');
    expect(serverSpanOf(await traceOf(byAdmin.traceId)).attributes['portaria.listener']).toBe('admin');
  },
);

test.concurrent(
  'a change of management shows its statements, without their values',
  { timeout: 30_000 },
  async () => {
    const operator = await proxied.merchant({ kind: 'operator', scopes: ['accounts:write'] });
    const issued = await proxied.askToken('admin', operator, { client: operator.certificate });
    const { access_token: token } = JSON.parse(issued.body) as { access_token: string };
    const { traceId, traceparent } = newParent();
    const answer = await proxied.proxy.ask('admin', {
      ...{ method: 'POST', path: '/api/admin/accounts', client: operator.certificate },
      headers: { traceparent, authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Planted Name of a Merchant', kind: 'merchant', scopes: ['pix:read'] }),
    });
    expect(answer.status, answer.body).toBe(201);
    const spans = await traceOf(traceId);
    const transactions = spans.filter(({ name }) => name === 'transaction');
    const statements = spans.filter(({ kind }) => kind === 'SPAN_KIND_CLIENT');
    expect(transactions.length).toBeGreaterThan(0);
    expect(statements.map(({ name }) => name)).toEqual(expect.arrayContaining(['START', 'INSERT', 'COMMIT']));
    for (const { parentSpanId } of statements)
      expect(transactions.map((transaction) => transaction.spanId)).toContain(parentSpanId);
    expect(JSON.stringify(spans)).not.toContain('Planted Name');
  },
);

test(
  'nothing that was exported has a secret, a token, a certificate or a client in it',
  { timeout: 30_000 },
  async () => {
    const { traceId, traceparent } = newParent();
    await askToken({ traceparent });
    await traceOf(traceId);
    const { clientId, clientSecret, token, certificate } = holder;
    const planted = [
      ...[clientId, clientSecret, token, 'Planted', '127.0.0.1', 'key of the collector'],
      ...certificate.certPem.split('\n').filter((line) => line.length > 40),
    ];
    const everything = collector.exports.map(({ body }) => body.toString('latin1')).join('\n');
    expect(everything).toContain('POST /api/auth/token');
    expect(planted.filter((text) => everything.includes(text))).toEqual([]);
  },
);

test('the collector gets the headers and the attributes of the process that are configured', async () => {
  expect(collector.exports[0]?.headers).toMatchObject({
    'content-type': 'application/x-protobuf',
    'x-api-key': 'key of the collector',
  });
  expect(collector.resources[0]).toMatchObject({
    'service.name': 'portaria',
    'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/) as string,
    'deployment.environment.name': 'test',
  });
  const metrics = (
    await send({ port: proxied.app.port, method: 'GET', path: '/metrics', headers: {} })
  ).body.split('\n');
  expect(metrics).toContain('portaria_spans_dropped_total{reason="export_failed"} 0');
  expect(metrics).toContainEqual(expect.stringMatching(/^portaria_spans_exported_total [1-9]/));
});
