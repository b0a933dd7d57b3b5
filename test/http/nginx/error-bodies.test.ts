import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { createCa, issueCertificate, type IssuedCertificate } from '../../../src/cli/deployment/pki.js';
import { startApis } from '../../auth-request/proxied-apis.js';
import { nginxBinaries } from './binaries.js';
import { askOverHttp2 } from './http2.js';
import { expectJson } from './json-error.js';
import {
  type Answer,
  currently,
  firstAnswer,
  type OpenListener,
  openListeners,
  startTestProxy,
  type TestProxy,
} from './support.js';

/** Status and code. */
type Expected = readonly [number, string];

interface Case {
  readonly name: string;
  readonly proxy: TestProxy;
  readonly listener: OpenListener;
  readonly path: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly client?: IssuedCertificate | undefined;
  readonly expected: Expected;
  /** For a body over the listener's limit, where that is another answer. */
  readonly over?: Expected;
  /** The same for a body that does not say its length: NGINX answers before it has read so much. */
  readonly overUnannounced?: Expected;
  /** For such a body the answer of a small one is right as well. */
  readonly eitherUnannounced?: true;
  /** HTTP/2 ends the connection over such a request (ENHANCE_YOUR_CALM), so there is no answer. */
  readonly endsHttp2?: true;
}

const notFound = [404, 'not_found'] as const;
const tooLarge = [413, 'payload_too_large'] as const;
const wrongMethod = [405, 'method_not_allowed'] as const;
const unavailable = [503, 'unavailable'] as const;
const rateLimited = [429, 'rate_limited'] as const;

const sizes = [0, 100, 20_000, 200_000];
const limit = 16 * 1024;

const expectedOf = (one: Case, size: number, length: boolean): Expected => {
  if (size <= limit) return one.expected;
  return (length ? one.over : (one.overUnannounced ?? one.over)) ?? one.expected;
};

const askBoth = async (requested: Case, size: number, length: boolean): Promise<readonly Answer[]> => {
  const { proxy, listener, path, method = 'PUT', client, headers = {} } = requested;
  const body = 'x'.repeat(size);
  const request = { path, method, body, ...(client && { client }) };
  const framing: Record<string, string> = length
    ? { 'content-length': String(size) }
    : size > 0
      ? { 'transfer-encoding': 'chunked' }
      : {};
  return Promise.all([
    proxy.ask(listener, { ...request, headers: { ...headers, ...framing } }),
    ...(requested.endsHttp2 ? [] : [askOverHttp2(proxy, listener, { ...request, length, headers })]),
  ]);
};

const casesAtEach = (untrusted: IssuedCertificate): readonly Omit<Case, 'proxy' | 'listener'>[] => [
  { name: 'nothing there', path: '/nowhere', expected: notFound, over: tooLarge, overUnannounced: notFound },
  { name: 'an internal page', path: '/_err/500', expected: notFound, over: notFound },
  {
    name: 'an internal page, untrusted',
    path: '/_err/500',
    client: untrusted,
    expected: notFound,
    over: notFound,
  },
  { name: 'an unknown method', path: '/api/auth/token', method: 'FOO', expected: wrongMethod },
  { name: 'TRACE', path: '/api/auth/token', method: 'TRACE', expected: wrongMethod },
  {
    name: 'an unknown method, untrusted',
    path: '/api/auth/token',
    method: 'FOO',
    client: untrusted,
    expected: wrongMethod,
  },
  {
    name: 'a long path',
    path: `/?${'x'.repeat(40_000)}`,
    expected: [414, 'uri_too_long'],
    endsHttp2: true,
  },
  {
    name: 'a long header',
    path: '/api/auth/token',
    headers: { 'x-long': 'x'.repeat(40_000) },
    expected: [431, 'header_too_large'],
    endsHttp2: true,
  },
];

for (const binary of await nginxBinaries()) {
  const proxied = await startApis({ binary });
  const gone = await startTestProxy({ PORTARIA_UPSTREAM: '127.0.0.1:1' }, { binary });
  const limited = await startTestProxy(
    { PORTARIA_RATE_LIMIT: 'on', PORTARIA_RATE_PER_ADDRESS: '1r/m', PORTARIA_BURST_PER_ADDRESS: '1' },
    { binary },
  );
  const holder = await proxied.holder({ scopes: ['balance:read'] });
  const ca = await createCa({ commonName: 'Another Authority', ...currently });
  const untrusted = await issueCertificate(ca, { commonName: 'loja.example', ...currently });
  const api = { proxy: proxied.proxy, listener: 'tls' } as const;
  const bearer = (token: string): { headers: Record<string, string> } => ({
    headers: { authorization: `Bearer ${token}` },
  });
  const cases: readonly Case[] = [
    ...openListeners.flatMap((listener) =>
      casesAtEach(untrusted).map((one) => ({ ...one, proxy: proxied.proxy, listener })),
    ),
    ...openListeners.map((listener): Case => ({
      name: 'the application is away',
      ...{ proxy: gone, listener, method: 'POST', path: '/api/auth/token' },
      // NGINX connects while it reads a body whose length it does not know: it may notice either first.
      ...{ expected: unavailable, over: tooLarge, eitherUnannounced: true },
    })),
    ...openListeners.map((listener): Case => ({
      name: 'too often',
      ...{ proxy: limited, listener, method: 'POST', path: '/api/auth/token' },
      ...{ expected: rateLimited, over: tooLarge, overUnannounced: rateLimited },
    })),
    { name: 'an API without a token', ...api, path: '/cob/abc123', expected: [401, 'token_missing'] },
    {
      name: 'an API with a bad token',
      ...{ ...api, path: '/cob/abc123', ...bearer('nonsense'), expected: [401, 'invalid_token'] },
    },
    {
      name: 'an API without a token, untrusted',
      ...{ ...api, path: '/cob/abc123', client: untrusted, expected: [401, 'token_missing'] },
    },
    {
      name: 'an API without the scope',
      ...{ ...api, path: '/cob/abc123', ...bearer(holder.token), client: holder.certificate },
      expected: [403, 'insufficient_scope'],
    },
    {
      name: 'an API with a wrong method',
      ...{ ...api, path: '/cob/abc123', method: 'DELETE', ...bearer(holder.token) },
      client: holder.certificate,
      expected: wrongMethod,
    },
    {
      name: 'an API with two readings of the path',
      ...{ ...api, path: '/cob/a%25b', ...bearer(holder.token), client: holder.certificate },
      expected: [400, 'malformed_request'],
    },
  ];

  for (const one of cases) {
    test(`${one.listener}: ${one.name}, whatever the body (NGINX ${binary.version})`, async () => {
      if (one.proxy === limited) for (let count = 0; count < 3; count += 1) await limited.ask(one.listener);
      for (const size of sizes) {
        for (const length of [true, false]) {
          const known = expectedOf(one, size, length);
          for (const answer of await askBoth(one, size, length)) {
            const either = one.eitherUnannounced === true && !length && answer.status === one.expected[0];
            const [status, code] = either ? one.expected : known;
            expect([size, length, answer.status, answer.body]).toEqual([
              ...[size, length, status],
              expect.stringContaining(`"code":"${code}"`),
            ]);
            expectJson(answer, status, code);
          }
        }
      }
    });
  }

  test(`plain HTTP is a 400 whatever the body (NGINX ${binary.version})`, async () => {
    for (const size of sizes) {
      const answer = await askPlainly(proxied.proxy, 'x'.repeat(size));
      expectJson(answer, 400, 'malformed_request');
    }
  });
}

const askPlainly = (proxy: TestProxy, body: string): Promise<Answer> =>
  new Promise((resolve) => {
    const socket = connect(proxy.ports.tls, '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.write(
      `POST /api/auth/token HTTP/1.1\r\nHost: x\r\nContent-Length: ${String(body.length)}\r\n\r\n`,
    );
    socket.write(body);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(firstAnswer(Buffer.concat(chunks).toString('latin1'))));
  });
