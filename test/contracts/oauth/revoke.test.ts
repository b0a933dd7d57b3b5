import { decodeJwt } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import { type Answer, askToken, tokenIn } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { sharedApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, pixTokenIn, published, shown } from '../pix/ask-pix.js';

let app: TestApp;
let client: TestAccount;
let other: TestAccount;
let server: TestAccount;
beforeAll(async () => {
  app = await sharedApp();
  client = await app.accounts.create({ pix: 'none' });
  other = await app.accounts.create({ pix: 'none' });
  server = await app.accounts.create({ pix: 'none', resourceServer: true });
});

const tokenOf = async (account: TestAccount): Promise<string> =>
  pixTokenIn(await askJson(app, published(account)));
const about = (path: string, who: TestAccount, form: Record<string, string>, more = {}): Promise<Answer> =>
  askForm(app, form, { path, headers: { authorization: basic(who), ...more } });
const revoke = (who: TestAccount, token: string, more = {}): Promise<Answer> =>
  about('/oauth/revoke', who, { token }, more);
const isActive = async (token: string): Promise<unknown> =>
  (await about('/oauth/introspect', server, { token })).json()['active'];

const expectDone = (answer: Answer): void => {
  expect([answer.status, answer.body]).toEqual([200, '{}']);
  expect(answer.headers['cache-control']).toBe('no-store');
};

test('a client ends a token of its own, and its other tokens stay', async () => {
  const [one, kept] = [await tokenOf(client), await tokenOf(client)];
  expectDone(await revoke(client, one));
  expect([await isActive(one), await isActive(kept)]).toEqual([false, true]);
  expectDone(await revoke(client, one));
});

test('who did it is in the audit trail, with the request', async () => {
  const requestId = 'aabbccddeeff00112233445566778899';
  const token = await tokenOf(client);
  await revoke(client, token, { 'x-request-id': requestId });
  const rows = await app.database.sql(
    `SELECT action, actor_kind, actor_name, actor_client_id, targets, outcome FROM audit_event WHERE request_id = $1`,
    [requestId],
  );
  expect(rows).toMatchObject([
    {
      action: 'token.revoke',
      actor_kind: 'account',
      actor_name: 'Loja',
      actor_client_id: client.clientId,
      outcome: 'done',
    },
  ]);
  expect(JSON.stringify(rows)).toContain(String(decodeJwt(token).jti));
});

test('a token of avista is ended as well by the client to which it was given', async () => {
  const { certPem } = await makeCertificate();
  const both = await app.accounts.create({ pix: 'tls', certificate: certPem });
  const token = tokenIn(await askToken(app, both, certPem));
  expectDone(await revoke(both, token, shown(certPem)));
  expect(await isActive(token)).toBe(false);
});

test('it ends no token of another client, not even for a resource server, and the answer does not tell', async () => {
  const token = await tokenOf(client);
  expectDone(await revoke(other, token));
  expectDone(await revoke(server, token));
  expect(await isActive(token)).toBe(true);
});

test('what is no token is 200 as well', async () => {
  for (const text of ['x', 'a.b.c', 'é', 'x'.repeat(9000)]) expectDone(await revoke(client, text));
});

test('a caller that does not authenticate ends nothing', async () => {
  const token = await tokenOf(client);
  const answer = await revoke({ ...client, clientSecret: 'wrong-secret' }, token);
  expect([answer.status, answer.json()['error']]).toEqual([401, 'invalid_client']);
  expect((await about('/oauth/revoke', client, {})).json()).toMatchObject({ error: 'invalid_request' });
  expect(await isActive(token)).toBe(true);
});
