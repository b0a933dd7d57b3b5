import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { createServer } from '../../src/app/server.js';
import { loadConfig } from '../../src/config/config.js';
import type { Listener } from '../../src/core/tokens/token-request.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { Accounts, type TestAccount } from '../support/accounts.js';
import { makeCertificate } from '../support/certificates.js';
import { makeDatabase } from '../support/database.js';
import { startApp, type TestApp } from '../support/test-app.js';

/** One process that serves everything, with a login of its own for the issue path and one for management. */
let app: TestApp;
let operator: TestAccount;
const previousPepper = randomBytes(32);
const certificate = await makeCertificate();

beforeAll(async () => {
  const database = await makeDatabase();
  app = await startApp({
    database,
    environment: {
      PORTARIA_ROLE: 'all',
      DATABASE_URL: database.issueUrl,
      MANAGE_DATABASE_URL: database.manageUrl,
      PORTARIA_PREVIOUS_PEPPERS: previousPepper.toString('base64'),
    },
  });
  operator = await app.accounts.create({
    certificate: certificate.certPem,
    kind: 'operator',
    scopes: ['admin:read', 'admin:write', 'audit:read'],
  });
});

interface Asked {
  readonly token?: string;
  readonly body?: object;
}

const ask = (path: string, listener: Listener, { token, body }: Asked = {}): Promise<Response> =>
  fetch(`http://127.0.0.1:${String(app.port)}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: {
      'x-portaria-listener': app.listenerSecret(listener),
      'x-real-ip': '127.0.0.1',
      'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
      'x-ssl-client-verify': 'SUCCESS',
      ...(body && { 'content-type': 'application/json' }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });

const tokenOf = async (account: TestAccount, listener: Listener): Promise<string> => {
  const { clientId, clientSecret } = account;
  const answer = await ask('/api/auth/token', listener, { body: { clientId, clientSecret } });
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { access_token: string }).access_token;
};

test('a merchant gets a token and manages the account; an operator suspends it, and it gets none', async () => {
  const merchant = await app.accounts.create({ certificate: certificate.certPem });
  const own = await ask('/api/account', 'tls', { token: await tokenOf(merchant, 'tls') });
  expect(own.status).toBe(200);
  const token = await tokenOf(operator, 'admin');
  const suspended = await ask(`/api/admin/accounts/${merchant.id}/suspend`, 'admin', {
    token,
    body: {},
  });
  expect([200, 201]).toContain(suspended.status);
  const { clientId, clientSecret } = merchant;
  const refused = await ask('/api/auth/token', 'tls', { body: { clientId, clientSecret } });
  expect(refused.status).toBe(401);
  const verified = await ask('/api/admin/audit/verify', 'admin', { token });
  expect(verified.status).toBe(200);
});

test('the sessions of the issue path have the login that issues, and all others the one that manages', async () => {
  const loginIn = (url: string): string => decodeURIComponent(new URL(url).username);
  const sessions = await app.database.sql<{ name: string; login: string }>(
    `SELECT DISTINCT application_name AS name, usename AS login FROM pg_stat_activity
     WHERE datname = current_database() AND application_name LIKE 'portaria%' ORDER BY 1`,
  );
  expect(sessions.length).toBeGreaterThan(2);
  for (const { name, login } of sessions)
    expect([name, login]).toEqual([
      name,
      loginIn(name === 'portaria' ? app.database.issueUrl : app.database.manageUrl),
    ]);
});

test('an outdated digest is replaced, with the login that manages', async () => {
  const accounts = new Accounts(app.database, previousPepper);
  const client = await accounts.create({ certificate: certificate.certPem });
  const digest = async () =>
    app.database.sql('SELECT digest FROM credential_secret WHERE id = $1', [client.secretId]);
  const outdated = await digest();
  await tokenOf(client, 'tls');
  await vi.waitFor(async () => expect(await digest()).not.toEqual(outdated), 10_000);
});

test('nothing was refused by the database meanwhile, and the maintenance at the start was done', () => {
  expect(app.log()).not.toContain('permission denied');
  expect(app.log()).not.toMatch(/"msg":"\w+ing [^"]+ failed"/);
});

const starting = async (environment: Record<string, string>): Promise<void> => {
  const server = await createServer(loadConfig({ ...app.environment, ...environment }), {
    log: createLogger('fatal', { write: () => undefined }),
    monotonicClock: () => performance.now(),
    processClock: () => Date.now(),
  });
  await server.listen();
  await server.close();
};

test('a login that does not fit its place does not start, and the error names the setting', async () => {
  const { issueUrl, manageUrl, appUrl } = app.database;
  await expect(starting({ DATABASE_URL: manageUrl })).rejects.toThrow(
    /^DATABASE_URL: the login \S+ may change accounts and secrets, which the login that issues must not beside MANAGE_DATABASE_URL/,
  );
  await expect(starting({ DATABASE_URL: appUrl, MANAGE_DATABASE_URL: appUrl })).rejects.toThrow(
    /^DATABASE_URL: the login/,
  );
  await expect(starting({ MANAGE_DATABASE_URL: issueUrl })).rejects.toThrow(
    /^MANAGE_DATABASE_URL: the login \S+ may only issue tokens, which is too little to manage/,
  );
});

test('two logins of two databases do not start', async () => {
  const other = await makeDatabase();
  await expect(starting({ MANAGE_DATABASE_URL: other.manageUrl })).rejects.toThrow(
    'MANAGE_DATABASE_URL: leads to another database than DATABASE_URL; name the same host, port and database in both',
  );
});

test.each([
  ['issue', 'MANAGE_DATABASE_URL: a process with PORTARIA_ROLE=issue must not have it. Remove it here'],
  [
    'manage',
    'MANAGE_DATABASE_URL: is only for PORTARIA_ROLE=all. Set this URL as DATABASE_URL, and remove it here',
  ],
])('with PORTARIA_ROLE=%s a second login is refused', (role, problem) => {
  const environment = { ...app.environment, PORTARIA_ROLE: role, PORTARIA_ADMIN_LISTENER_SECRET: '' };
  expect(() => loadConfig(environment)).toThrow(problem);
});
