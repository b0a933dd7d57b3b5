import { expect, test } from 'vitest';
import { type Answer, ask, askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp } from '../support/test-app.js';
import { askJson, published, shown } from './pix/ask-pix.js';
import { askRealm, logIn, login, refresh } from './realm/ask-realm.js';
import { askService, failed } from './service-token/ask-service-token.js';

const app = await startApp({
  environment: { PORTARIA_CONTRACTS: 'pix,realm,service-token', PORTARIA_ACCOUNT_TOKENS_PER_DAY: '3' },
});
const { certPem: certificate } = await makeCertificate();
const open = () =>
  app.accounts.create({ certificate, pix: 'tls', serviceToken: 'tls', scopes: ['pix:read'] });

const expectRetryAfter = ({ headers }: Answer): void => {
  // A third of a day, less what has passed since the first token.
  const seconds = Number(headers['retry-after']);
  expect(seconds).toBeGreaterThan(28_700);
  expect(seconds).toBeLessThanOrEqual(28_800);
};

const recorded = async (id: string): Promise<number> =>
  (await app.database.sql('SELECT FROM token_issuance WHERE account_id = $1', [id])).length;

test('an account that spent its budget of tokens gets 429 in the words of each contract, and no record is written', async () => {
  const account = await open();
  for (let turn = 0; turn < 3; turn += 1)
    expect((await askToken(app, account, certificate)).status).toBe(201);
  const avista = await askToken(app, account, certificate);
  expect(avista.status).toBe(429);
  expect(avista.json()).toEqual({
    statusCode: 429,
    error: 'Too Many Requests',
    message: 'Too many tokens for this account. Try again after the number of seconds in Retry-After.',
    code: 'too_many_tokens',
    requestId: avista.headers['x-request-id'],
  });
  const pix = await askJson(app, published(account), { headers: shown(certificate) });
  expect([pix.status, pix.json()]).toEqual([
    429,
    {
      error: 'temporarily_unavailable',
      error_description:
        'Too many tokens for this account. Try again after the number of seconds in Retry-After.',
    },
  ]);
  const service = await askService(app, account, { headers: shown(certificate) });
  expect([service.status, service.json()]).toEqual([
    429,
    failed('avx-common-011', 'Error while processing.'),
  ]);
  for (const answer of [avista, pix, service]) expectRetryAfter(answer);
  expect(await recorded(account.id)).toBe(3);
});

test('a wrong secret is refused as ever, so a spent budget is told to the client alone', async () => {
  const account = await open();
  for (let turn = 0; turn < 3; turn += 1) await askToken(app, account, certificate);
  const wrong = await askToken(app, { ...account, clientSecret: 'x'.repeat(40) }, certificate);
  expect(wrong.status).toBe(401);
  expect((await askToken(app, await open(), certificate)).status).toBe(201);
});

test('users share the budget of their account; a refresh token that met a spent one is still good', async () => {
  const account = await open();
  const user = await app.accounts.addUser(account.id);
  const session = await logIn(app, user);
  await askToken(app, account, certificate);
  await askToken(app, account, certificate);
  for (const form of [login(user), refresh(session.refresh_token)]) {
    const answer = await askRealm(app, form);
    expect([answer.status, answer.json()['error']]).toEqual([429, 'temporarily_unavailable']);
    expectRetryAfter(answer);
  }
  const [family] = await app.database.sql<{ generation: number; revoked_at: Date | null }>(
    'SELECT generation, revoked_at FROM refresh_family WHERE account_id = $1',
    [account.id],
  );
  expect(family).toEqual({ generation: 1, revoked_at: null });
});

test('the refusal is on record with its cause, and an operator gets tokens all the same', async () => {
  const operator = await app.accounts.create({ kind: 'operator', certificate, scopes: ['admin:read'] });
  for (let turn = 0; turn < 5; turn += 1) {
    const answer = await askToken(app, operator, certificate, { listener: 'admin' });
    expect(answer.status).toBe(201);
  }
  await expect
    .poll(() => app.database.sql(`SELECT FROM refusal WHERE reason = 'token_budget_spent'`))
    .toHaveLength(5);
  expect((await ask(app, { path: '/healthz/ready', method: 'GET' })).status).toBe(200);
});
