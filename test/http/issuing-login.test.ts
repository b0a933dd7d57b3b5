import { randomBytes } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { createServer } from '../../src/app/server.js';
import { loadConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/telemetry/logger.js';
import {
  askRealm,
  logIn,
  login,
  openRealm,
  refresh,
  type Session,
  sessionIn,
} from '../contracts/realm/ask-realm.js';
import { Accounts, type TestAccount } from '../support/accounts.js';
import { ask, askToken, tokenIn } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { loginFor, startApp, type TestApp } from '../support/test-app.js';

/** Everything that an issuing process serves, with a database login that may do no more than that. */
let app: TestApp;
let merchant: TestAccount;
const previousPepper = randomBytes(32);
const certificate = await makeCertificate();
beforeAll(async () => {
  app = await openRealm({
    environment: { PORTARIA_ROLE: 'issue', PORTARIA_PREVIOUS_PEPPERS: previousPepper.toString('base64') },
  });
  merchant = await app.accounts.create({
    certificate: certificate.certPem,
    pix: 'none',
    resourceServer: true,
  });
});

const form = (path: string, fields: Readonly<Record<string, string>>) =>
  ask(app, {
    path,
    body: new URLSearchParams(fields).toString(),
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
  });

const credentials = (): Record<string, string> => ({
  client_id: merchant.clientId,
  client_secret: merchant.clientSecret,
});

test('a token is issued and recorded, and its uses are noted', async () => {
  const answer = await askToken(app, merchant, certificate.certPem);
  expect(answer.status).toBe(201);
  const noted = () =>
    app.database.sql(
      `SELECT s.last_used_at IS NOT NULL AS secret, l.last_used_at IS NOT NULL AS link,
              EXISTS (SELECT FROM token_issuance t WHERE t.account_id = l.account_id) AS recorded
       FROM credential_secret s, account_certificate l WHERE s.id = $1 AND l.account_id = $2`,
      [merchant.secretId, merchant.id],
    );
  await vi.waitFor(
    async () => expect(await noted()).toEqual([{ secret: true, link: true, recorded: true }]),
    10_000,
  );
});

test('a refusal is recorded with its account', async () => {
  const answer = await askToken(app, { ...merchant, clientSecret: 'guessed-and-wrong' }, certificate.certPem);
  expect(answer.status).toBe(401);
  const recorded = () =>
    app.database.sql('SELECT reason, account_id FROM refusal WHERE request_id = $1', [
      answer.headers['x-request-id'],
    ]);
  await vi.waitFor(
    async () => expect(await recorded()).toEqual([{ reason: 'wrong_secret', account_id: merchant.id }]),
    10_000,
  );
});

test('pix issues a token, and introspection knows it', async () => {
  const issued = await form('/oauth/token', { grant_type: 'client_credentials', ...credentials() });
  expect(issued.status).toBe(200);
  const token = String(issued.json()['access_token']);
  const asked = await form('/oauth/introspect', { ...credentials(), token });
  expect(asked.json()).toMatchObject({ active: true, client_id: merchant.clientId });
});

test('whoami, keys and readiness answer', async () => {
  const token = tokenIn(await askToken(app, merchant, certificate.certPem));
  const headers = {
    authorization: `Bearer ${token}`,
    'x-ssl-client-cert': encodeURIComponent(certificate.certPem),
    'x-ssl-client-verify': 'SUCCESS',
  };
  const paths = ['/api/auth/whoami', '/.well-known/jwks.json', '/healthz/ready', '/healthz/ready/verify'];
  for (const path of paths) expect((await ask(app, { method: 'GET', path, headers })).status).toBe(200);
});

test('a user logs in, refreshes, and loses the login when a used refresh token comes again', async () => {
  const user = await app.accounts.addUser(merchant.id);
  const wrong = await askRealm(app, login({ ...user, password: 'not-the-password-1' }));
  expect(wrong.json()['error']).toBe('invalid_grant');
  const first: Session = await logIn(app, user);
  const second = sessionIn(await askRealm(app, refresh(first.refresh_token)));
  sessionIn(await askRealm(app, refresh(second.refresh_token)));
  expect((await askRealm(app, refresh(first.refresh_token))).json()['error']).toBe('invalid_grant');
  expect(
    await app.database.sql('SELECT revoked_reason FROM refresh_family WHERE id = $1', [first.session_state]),
  ).toEqual([{ revoked_reason: 'a used refresh token came again' }]);
});

test('an outdated digest stays until its secret is used where management is served', async () => {
  const accounts = new Accounts(app.database, previousPepper);
  const client = await accounts.create({ certificate: certificate.certPem });
  const digest = async () => {
    const [row] = await app.database.sql<{ digest: string }>(
      'SELECT digest FROM credential_secret WHERE id = $1',
      [client.secretId],
    );
    return row?.digest;
  };
  const outdated = await digest();
  expect((await askToken(app, client, certificate.certPem)).status).toBe(201);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(await digest()).toBe(outdated);
  const { environment } = app;
  const whole = await startApp({
    database: app.database,
    environment: {
      ...environment,
      PORTARIA_ROLE: 'all',
      DATABASE_URL: app.database.appUrl,
      PORTARIA_ADMIN_LISTENER_SECRET: '',
    },
  });
  const again = await askToken(app, client, certificate.certPem, { port: whole.port });
  expect(again.status).toBe(201);
  await vi.waitFor(async () => expect(await digest()).not.toBe(outdated), 10_000);
});

test('nothing was refused by the database meanwhile', () => {
  expect(app.log()).not.toContain('permission denied');
  expect(app.log()).not.toMatch(/"msg":"\w+ing [^"]+ failed"/);
});

test.each([
  ['issue', 'all', 'may change accounts and secrets, which a process with PORTARIA_ROLE=issue must not'],
  ['issue', 'manage', 'may change accounts and secrets, which a process with PORTARIA_ROLE=issue must not'],
  ['manage', 'issue', 'may only issue tokens, which is too little for PORTARIA_ROLE=manage'],
  ['all', 'issue', 'may only issue tokens, which is too little for PORTARIA_ROLE=all'],
])('a process with PORTARIA_ROLE=%s does not start with the login of %s', async (role, login, problem) => {
  const config = loadConfig({
    ...app.environment,
    PORTARIA_ROLE: role,
    DATABASE_URL: loginFor(login, app.database),
  });
  const server = await createServer(config, {
    log: createLogger('fatal', { write: () => undefined }),
    monotonicClock: () => performance.now(),
    processClock: () => Date.now(),
  });
  await expect(server.listen()).rejects.toThrow(problem);
});
