import { expect, test } from 'vitest';
import { login, type Session, tokenPath } from '../contracts/realm/ask-realm.js';
import { eventually, type Merchant } from '../http/proxied-app.js';
import type { TestUser } from '../support/accounts.js';
import { openAdmin } from './proxied-admin-api.js';

const proxied = await openAdmin({ environment: { PORTARIA_CONTRACTS: 'avista,pix,realm' } });
const operator = await proxied.operator();
// Otherwise the operator of the test would be the last one.
await proxied.operator();
const server = await proxied.app.accounts.create({ pix: 'none', resourceServer: true });

const form = { 'content-type': 'application/x-www-form-urlencoded' };

const isActive = async (token: string): Promise<boolean> => {
  const basic = Buffer.from(`${server.clientId}:${server.clientSecret}`).toString('base64');
  const answer = await proxied.proxy.ask('tls', {
    path: '/oauth/introspect',
    headers: { ...form, authorization: `Basic ${basic}` },
    body: new URLSearchParams({ token }).toString(),
  });
  expect(answer.status, answer.body).toBe(200);
  return (JSON.parse(answer.body) as { active: boolean }).active;
};

const tokenFor = async (merchant: Merchant): Promise<string> => {
  const answer = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  return (JSON.parse(answer.body) as { access_token: string }).access_token;
};

const loggedIn = async (user: TestUser): Promise<Session> => {
  const answer = await proxied.proxy.ask('tls', {
    path: tokenPath,
    headers: form,
    body: new URLSearchParams(login(user)).toString(),
  });
  expect(answer.status, answer.body).toBe(200);
  return JSON.parse(answer.body) as Session;
};

/** What a dry run says, and what then becomes of a token. */
const saidAndDone = async (
  what: string,
  body: unknown,
  token: string,
): Promise<{ said: unknown; ended: boolean; accounts: unknown }> => {
  const sent = body === undefined ? {} : { body };
  const { status, json } = await operator.ask(`${what}${what.includes('?') ? '&' : '?'}dryRun=true`, sent);
  expect([what, status]).toEqual([what, 200]);
  expect(await isActive(token), what).toBe(true);
  const done = await operator.ask(what, sent);
  expect(done.status, done.body).toBeLessThan(300);
  const said = json['endsTokens'];
  // A process knows a revocation within a second.
  if (said === true) await eventually(async () => ((await isActive(token)) ? null : true));
  return { said, ended: !(await isActive(token)), accounts: json['accounts'] };
};

type Case = readonly [name: string, ends: boolean, (merchant: Merchant, token: string) => [string, unknown?]];

const tokenIdIn = (token: string): string => {
  const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(payload) as { jti: string }).jti;
};

const cases: readonly Case[] = [
  ['another name', false, ({ id }) => [`PATCH /accounts/${id}`, { name: 'Outra' }]],
  ['fewer scopes', true, ({ id }) => [`PATCH /accounts/${id}`, { scopes: ['pix:read'] }]],
  ['other networks', true, ({ id }) => [`PATCH /accounts/${id}`, { networks: ['10.0.0.0/8'] }]],
  ['a suspended account', true, ({ id }) => [`POST /accounts/${id}/suspend`]],
  ['all tokens of an account', true, ({ id }) => ['POST /tokens/revoke', { account: id }]],
  ['one token', true, (_, token) => ['POST /tokens/revoke', { tokenId: tokenIdIn(token) }]],
  ['a revoked credential', true, ({ clientId }) => [`POST /credentials/${clientId}/revoke`]],
  ['a second secret', false, ({ clientId }) => [`POST /credentials/${clientId}/secrets`, {}]],
  [
    'a secret that replaces the other at once',
    true,
    ({ clientId }) => [`POST /credentials/${clientId}/secrets`, { overlapSeconds: 0 }],
  ],
  [
    'a revoked secret',
    true,
    ({ clientId, secretId }) => [`DELETE /credentials/${clientId}/secrets/${secretId}?force=true`],
  ],
  [
    'a contract that is allowed',
    false,
    ({ clientId }) => [`POST /credentials/${clientId}/contracts`, { contract: 'pix', policy: 'tls' }],
  ],
  [
    'a contract that is not allowed any more',
    true,
    ({ clientId }) => [`POST /credentials/${clientId}/contracts`, { contract: 'avista', policy: 'off' }],
  ],
  [
    'an unlinked certificate',
    true,
    ({ id, certificate }) => [`DELETE /accounts/${id}/certificates/${certificate.fingerprint}`],
  ],
  [
    'a revoked certificate',
    true,
    ({ certificate }) => [`POST /certificates/${certificate.fingerprint}/revoke`],
  ],
];

test.each(cases)('a dry run says of %s whether tokens end: %s', async (_, ends, changeOf) => {
  const merchant = await proxied.merchant({ scopes: ['pix:read', 'pix:write'] });
  const token = await tokenFor(merchant);
  const { said, ended } = await saidAndDone(...withBody(changeOf(merchant, token)), token);
  expect({ said, ended }).toEqual({ said: ends, ended: ends });
});

const withBody = ([what, body]: readonly [string, unknown?]): [string, unknown] => [what, body];

const userChanges = [
  { name: 'other scopes than those of a token', method: 'PATCH', body: { scopes: ['pix:read'] }, ends: true },
  { name: 'all scopes', method: 'PATCH', body: { scopes: null }, ends: false },
  { name: 'a new password', method: 'POST', path: '/password', ends: true },
  { name: 'a disabled user', method: 'POST', path: '/disable', ends: true },
  { name: 'an enabled user', method: 'POST', path: '/enable', ends: false },
];

test.each(userChanges)(
  'of a user, a dry run says of $name whether tokens end, and that the account loses nothing',
  async ({ method, path = '', body, ends }) => {
    const account = await proxied.app.accounts.create({ scopes: ['pix:read', 'pix:write'] });
    const user = await proxied.app.accounts.addUser(account.id);
    const { access_token: token } = await loggedIn(user);
    const what = `${method} /realm-users/${user.username}${path}`;
    expect(await saidAndDone(what, body, token)).toEqual({ said: ends, ended: ends, accounts: [] });
  },
);

test.each(['password', 'disable'])(
  'of a user, %s ends a login whose access token has expired, and nothing where there is no login',
  async (verb) => {
    const account = await proxied.app.accounts.create({});
    const user = await proxied.app.accounts.addUser(account.id);
    const says = async (): Promise<unknown> =>
      (await operator.ask(`POST /realm-users/${user.username}/${verb}?dryRun=true`)).json['endsTokens'];
    expect(await says()).toBe(false);
    const { session_state: family } = await loggedIn(user);
    await proxied.app.database.sql(
      `UPDATE refresh_family SET rotated_at = rotated_at - interval '3 hours' WHERE id = $1`,
      [family],
    );
    expect(await says()).toBe(true);
    await proxied.app.database.sql(`UPDATE refresh_family SET expires_at = now() WHERE id = $1`, [family]);
    expect(await says()).toBe(false);
  },
);

test('a waiting key ends no token, and the one that signs ends all that it signed', async () => {
  const merchant = await proxied.merchant();
  const token = await tokenFor(merchant);
  const kid = (JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString()) as { kid: string })
    .kid;
  const keys = (await operator.ask('GET /keys')).json['items'] as { kid: string; algorithm: string }[];
  const algorithm = keys.find((key) => key.kid === kid)?.algorithm;
  const body = { algorithm, delaySeconds: 7200 };
  expect(await saidAndDone('POST /keys/rotate', body, token)).toMatchObject({ said: false, ended: false });
  const { json } = await operator.ask('GET /keys');
  const next = (json['items'] as { kid: string; state: string }[]).find(({ state }) => state === 'next');
  const waiting = await saidAndDone(`DELETE /keys/${String(next?.kid)}`, undefined, token);
  expect(waiting).toMatchObject({ said: false, ended: false });
  expect(await saidAndDone(`DELETE /keys/${kid}`, undefined, token)).toMatchObject({
    said: true,
    ended: true,
  });
  const again = await operator.ask(`DELETE /keys/${kid}?dryRun=true`);
  expect(again.json['endsTokens']).toBe(false);
});
