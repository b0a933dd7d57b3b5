import { beforeAll, expect, test } from 'vitest';
import type { Listener } from '../../src/core/tokens/token-request.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';

/** Two processes of one deployment: what issues tokens, and what manages. */
let issue: TestApp;
let manage: TestApp;
const adminSecret = 'a'.repeat(40);
const certificate = await makeCertificate();

beforeAll(async () => {
  issue = await startApp({ environment: { PORTARIA_ROLE: 'issue' } });
  manage = await startApp({
    database: issue.database,
    environment: {
      ...issue.environment,
      DATABASE_URL: issue.database.manageUrl,
      PORTARIA_ROLE: 'manage',
      PORTARIA_ADMIN_LISTENER_SECRET: adminSecret,
    },
  });
});

interface Asked {
  readonly listener?: Listener;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const ask = (
  app: TestApp,
  path: string,
  { listener = 'tls', method = 'POST', headers = {}, body }: Asked = {},
): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(app.port)}${path}`, {
    method,
    headers: {
      // Both processes know the secrets of the first, as NGINX does.
      'x-portaria-listener': listener === 'admin' ? adminSecret : issue.listenerSecret(listener),
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body }),
  });

const asksFor = (account: { readonly clientId: string; readonly clientSecret: string }): string =>
  JSON.stringify({ clientId: account.clientId, clientSecret: account.clientSecret });

const tokenOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { access_token: string }).access_token;

test.each([
  ['/api/admin/accounts', 'GET'],
  ['/api/admin', 'GET'],
  ['/api/account', 'GET'],
  ['/api/account/credentials', 'POST'],
  ['/oauth/revoke', 'POST'],
])('an issuing process answers %s with a problem that names the other role', async (path, method) => {
  const answer = await ask(issue, path, { method });
  expect(answer.status).toBe(404);
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(await answer.json()).toEqual({
    type: 'about:blank',
    title: 'Not Found',
    status: 404,
    detail:
      'This process has PORTARIA_ROLE=issue and serves no management. Send this path to a process with PORTARIA_ROLE=manage: PORTARIA_MANAGE_UPSTREAM of NGINX.',
    code: 'not_found',
    requestId: answer.headers.get('x-request-id'),
  });
});

test.each([
  ['/api/auth/token', 'POST'],
  ['/api/auth/%74oken', 'POST'],
  ['/api/auth/whoami', 'GET'],
  ['/api/auth/refusals/00112233445566778899aabbccddeeff', 'GET'],
  ['/oauth/token', 'POST'],
  ['/oauth/introspect', 'POST'],
  ['/.well-known/jwks.json', 'GET'],
  ['/avxapi/acctmgmt-get-service-token', 'POST'],
  ['/nothing', 'GET'],
])(
  'a managing process answers %s of the TLS listener with a problem that names the other role',
  async (path, method) => {
    const answer = await ask(manage, path, { method });
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({
      status: 404,
      code: 'not_found',
      detail:
        'This process has PORTARIA_ROLE=manage and serves management only. Send this path to a process with PORTARIA_ROLE=issue: PORTARIA_UPSTREAM of NGINX.',
    });
  },
);

test('an untrusted peer learns no role', async () => {
  for (const [app, path] of [
    [issue, '/api/admin/accounts'],
    [manage, '/oauth/token'],
  ] as const) {
    const answer = await ask(app, path, { headers: { 'x-portaria-listener': 'wrong' } });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('PORTARIA_ROLE');
  }
});

test('both answer the probes and the metrics', async () => {
  for (const { port } of [issue, manage])
    for (const path of ['/healthz/live', '/healthz/ready', '/metrics'])
      expect((await fetch(`http://127.0.0.1:${String(port)}${path}`)).status).toBe(200);
});

test('an operator needs no issuing process: the managing one issues the token, and takes it', async () => {
  const operator = await issue.accounts.create({
    certificate: certificate.certPem,
    kind: 'operator',
    scopes: ['admin:read'],
  });
  const issued = await ask(manage, '/api/auth/token', { listener: 'admin', body: asksFor(operator) });
  expect(issued.status).toBe(201);
  const authorization = `Bearer ${await tokenOf(issued)}`;
  const listed = await ask(manage, '/api/admin/accounts', {
    listener: 'admin',
    method: 'GET',
    headers: { authorization },
  });
  expect(listed.status).toBe(200);
});

test('a merchant gets a token of the one, and manages the account with it at the other', async () => {
  const merchant = await issue.accounts.create({ certificate: certificate.certPem });
  const issued = await ask(issue, '/api/auth/token', { body: asksFor(merchant) });
  expect(issued.status).toBe(201);
  const own = await ask(manage, '/api/account', {
    method: 'GET',
    headers: { authorization: `Bearer ${await tokenOf(issued)}` },
  });
  expect(own.status).toBe(200);
});
