import { createServer as createPlainServer, request as plainRequest } from 'node:http';
import { connect as http2 } from 'node:http2';
import { request as http1 } from 'node:https';
import { beforeAll, describe, expect, test } from 'vitest';
import { verifiedTokenOf } from '../../packages/verifier/src/verified-tokens.js';
import { type IssuedCertificate, issueServerCertificate } from '../../src/cli/deployment/pki.js';
import { incompleteBearerHint } from '../../src/core/tokens/bearer-header.js';
import { currently } from '../support/certificates.js';
import { type Api, listening, openApis } from './apis.js';
import { type Gateway, startGateway } from './gateway.js';

interface Answer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: Record<string, unknown>;
}

let gateway: Gateway;
let apis: Map<string, Api>;

beforeAll(async () => {
  gateway = await startGateway();
  const server = await issueServerCertificate(gateway.proxied.proxy.ca, currently);
  const tls = {
    cert: server.certPem,
    key: server.keyPem,
    requestCert: true,
    rejectUnauthorized: false,
  } as const;
  apis = await openApis(gateway.verifier({ introspection: gateway.asApi }), tls);
});

interface Asking {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Record<string, string | string[]>;
  readonly client?: IssuedCertificate | null;
}

const ask = async (name: string, asking: Asking): Promise<Answer> => {
  const { port } = apis.get(name) ?? { port: 0 };
  return name.endsWith('HTTP/2') ? askHttp2(port, asking) : askHttp1(port, asking);
};

const identity = (client: IssuedCertificate | null | undefined): { cert?: string; key?: string } =>
  client ? { cert: client.certPem, key: client.keyPem } : {};

const askHttp1 = (
  port: number,
  { method = 'GET', path = '/any', headers = {}, client }: Asking,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const ca = gateway.proxied.proxy.ca.certPem;
    const options = {
      host: 'localhost',
      port,
      ca,
      ...identity(client),
      method,
      path,
      headers,
      agent: false,
    } as const;
    const request = http1(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: json(chunks) });
      });
    });
    request.on('error', reject);
    request.end();
  });

const askHttp2 = (
  port: number,
  { method = 'GET', path = '/any', headers = {}, client }: Asking,
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const ca = gateway.proxied.proxy.ca.certPem;
    const session = http2(`https://localhost:${String(port)}`, { ca, ...identity(client) });
    session.on('error', reject);
    const stream = session.request({ ':method': method, ':path': path, ...headers });
    const chunks: Buffer[] = [];
    let head: Record<string, unknown> = {};
    stream.on('response', (received) => (head = received));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      session.close();
      resolve({ status: Number(head[':status']), headers: head, body: json(chunks) });
    });
    stream.end();
  });

const json = (chunks: Buffer[]): Record<string, unknown> =>
  JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;

const names = [
  'Fastify',
  'Fastify over HTTP/2',
  'Express',
  'Nest on Express',
  'Nest on Fastify',
  'Node alone',
];

describe.each(names)('%s', (name) => {
  const bearing = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });

  test('a token over the certificate that it is bound to is let in, and the route knows whose it is', async () => {
    const { merchant } = gateway;
    const client = merchant.certificate;
    for (const token of [await gateway.pixToken(merchant), await gateway.avistaToken(merchant)]) {
      const answer = await ask(name, { path: '/balance', headers: bearing(token), client });
      expect(answer).toMatchObject({
        status: 200,
        body: { accountId: merchant.id, certificateFingerprint: client.fingerprint },
      });
    }
  });

  test('a token over another certificate, or over none, is 401', async () => {
    const headers = bearing(await gateway.pixToken(gateway.merchant));
    for (const [client, seen] of [
      [gateway.api.certificate, 'another one'],
      [null, 'no client certificate'],
    ] as const)
      expect(await ask(name, { headers, client })).toMatchObject({
        status: 401,
        headers: {
          'www-authenticate': `Bearer error="invalid_token", error_description="The token is bound to a client certificate, and this connection presented ${seen}. Call the API with the certificate that the token was requested with."`,
          'cache-control': 'no-store',
        },
        body: { statusCode: 401, error: 'Unauthorized', message: 'Invalid token', code: 'invalid_token' },
      });
  });

  test('a header that any client can set is no certificate', async () => {
    const { certificate } = gateway.merchant;
    const headers = {
      ...bearing(await gateway.pixToken(gateway.merchant)),
      'x-certificate-fingerprint': certificate.fingerprint,
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
    };
    expect((await ask(name, { headers, client: null })).status).toBe(401);
  });

  test('a token without the word Bearer, and that word without a token, are named', async () => {
    const client = gateway.merchant.certificate;
    const token = await gateway.pixToken(gateway.merchant);
    for (const authorization of [token, `Token ${token}`, 'Bearer'])
      expect(await ask(name, { client, headers: { authorization } })).toEqual({
        status: 401,
        headers: expect.objectContaining({ 'www-authenticate': 'Bearer' }) as object,
        body: {
          statusCode: 401,
          error: 'Unauthorized',
          message: 'Token not provided',
          code: 'token_missing',
          hint: incompleteBearerHint,
        },
      });
    expect((await ask(name, { client })).body).not.toHaveProperty('hint');
  });

  test('without a token it is 401 without an error, without the scope 403', async () => {
    const client = gateway.merchant.certificate;
    expect(await ask(name, { client })).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { message: 'Token not provided' },
    });
    const headers = bearing(await gateway.pixToken(gateway.merchant, 'pix:read'));
    expect(await ask(name, { headers, client })).toMatchObject({ status: 200 });
    expect(await ask(name, { method: 'POST', path: '/cob', headers, client })).toMatchObject({
      status: 403,
      headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="pix:write"' },
      body: { statusCode: 403, error: 'Forbidden', message: 'Permission denied' },
    });
  });

  test('a token in the query is none, and beside a good one it spoils that', async () => {
    const client = gateway.merchant.certificate;
    const token = await gateway.pixToken(gateway.merchant);
    for (const query of [`access_token=${token}`, `a=1&access%5Ftoken=${token}`]) {
      const path = `/any?${query}`;
      expect((await ask(name, { path, client })).body['message']).toBe('Token not provided');
      expect((await ask(name, { path, client, headers: bearing(token) })).body['message']).toBe(
        'Invalid token',
      );
    }
    expect((await ask(name, { path: '/any?token=1', client, headers: bearing(token) })).status).toBe(200);
  });
});

// Node's client for HTTP/2 sends no header of this name twice.
test.each(names.filter((name) => !name.endsWith('HTTP/2')))(
  '%s: two Authorization headers are 401, whichever is good',
  async (name) => {
    const client = gateway.merchant.certificate;
    const good = `Bearer ${await gateway.pixToken(gateway.merchant)}`;
    for (const authorization of [
      [good, good],
      [good, 'Bearer x'],
      ['Basic YTpi', good],
    ])
      expect((await ask(name, { headers: { authorization }, client })).status).toBe(401);
  },
);

test('behind a proxy of its own, the API takes the certificate from the header that it named, sent once', async () => {
  const { merchant } = gateway;
  const behind = gateway.verifier({ certificateFrom: { trustedHeader: 'X-Certificate-Fingerprint' } });
  const behindPem = gateway.verifier({ certificateFrom: { trustedHeader: 'X-SSL-Client-Cert' } });
  const byFunction = gateway.verifier({ certificateFrom: () => merchant.certificate.fingerprint });
  const { port } = await listening(
    createPlainServer((request, response) => {
      const which = { '/pem': behindPem, '/function': byFunction }[request.url ?? ''] ?? behind;
      which.verifyRequest(request).then(
        () => response.end(),
        (reason: unknown) => response.writeHead((reason as { status: number }).status).end(),
      );
    }),
  );
  const token = await gateway.pixToken(merchant);
  const status = (path: string, headers: Record<string, string | string[]>): Promise<number> =>
    new Promise((resolve, reject) => {
      const all = { authorization: `Bearer ${token}`, ...headers };
      plainRequest({ port, path, headers: all, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });
  const { fingerprint, certPem } = merchant.certificate;
  const other = gateway.api.certificate.fingerprint;
  expect(await status('/', { 'x-certificate-fingerprint': fingerprint })).toBe(200);
  expect(await status('/pem', { 'x-ssl-client-cert': encodeURIComponent(certPem) })).toBe(200);
  expect(await status('/function', {})).toBe(200);
  for (const spoilt of [[fingerprint, other], [fingerprint, fingerprint], [other], [''], ['none']])
    expect(await status('/', { 'x-certificate-fingerprint': spoilt })).toBe(401);
  expect(await status('/', {})).toBe(401);
  expect(await status('/pem', { 'x-certificate-fingerprint': fingerprint })).toBe(401);
});

test('a route that no hook stands before knows no token', () => {
  expect(() => verifiedTokenOf({})).toThrow(/requireToken or PortariaGuard/);
});
