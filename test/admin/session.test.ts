import { randomBytes } from 'node:crypto';
import { decodeJwt, type JWTPayload, SignJWT } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { KeyRing } from '../../src/crypto/tokens/key-ring.js';
import { openRing } from '../keys/deployment.js';
import {
  type AdminAnswer,
  openAdmin,
  type ProxiedAdminApi,
  type TestOperator,
  tokenOf,
} from './proxied-admin-api.js';

/** An operator's token is exchanged for a new one: all that a token request checks is checked again. */
let proxied: ProxiedAdminApi;
let ring: KeyRing;
let admin: TestOperator;
beforeAll(async () => {
  const masterKey = randomBytes(32);
  proxied = await openAdmin({ environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') } });
  ring = openRing(proxied.app, masterKey);
  await ring.reload();
  admin = await proxied.operator();
});

const renew = (operator: Pick<TestOperator, 'ask'>, token?: string): Promise<AdminAnswer> =>
  operator.ask('POST /session/renew', { ...(token !== undefined && { token }), body: {} });
const renewed = async (operator: TestOperator, token?: string): Promise<string> => {
  const answer = await renew(operator, token);
  expect(answer.status, answer.body).toBe(201);
  return String(answer.json['accessToken']);
};
const isAccepted = async (operator: TestOperator, token: string): Promise<number> =>
  (await operator.ask('GET /accounts?limit=1', { token })).status;

/** A token of the operator under the gateway's own key, which says something else. */
const signedWith = (token: string, more: JWTPayload): Promise<string> => {
  const { kid, key } = ring.active('HS256', 'operator');
  return new SignJWT({ ...decodeJwt(token), ...more })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid })
    .sign(key);
};

test('a token is exchanged for one of the same client, secret, certificate and scopes, and stays valid itself', async () => {
  const operator = await proxied.operator({ scopes: ['audit:read'] });
  const first = decodeJwt(operator.token);
  const answer = await renew(operator);
  expect(answer.status).toBe(201);
  const { accessToken, ...rest } = answer.json;
  const second = decodeJwt(String(accessToken));
  expect(second).toEqual({
    ...first,
    ...{ iat: second.iat, exp: second.exp, jti: second.jti },
    ...{ sid: first.jti, auth_time: first.iat },
  });
  expect(second.jti).not.toBe(first.jti);
  expect(rest).toMatchObject({
    expiresInSeconds: Number(second.exp) - Number(second.iat),
    scopes: ['audit:read'],
    signedInAt: new Date(Number(first.iat) * 1000).toISOString(),
    sessionEndsInSeconds: 8 * 3600 - (Number(second.iat) - Number(first.iat)),
  });
  for (const token of [operator.token, String(accessToken)])
    expect((await operator.ask('GET /audit', { token })).status).toBe(200);
});

test('the exchange is recorded as an issuance, with the sign-in that it goes back to', async () => {
  const first = decodeJwt(admin.token);
  const token = await renewed(admin, await renewed(admin));
  const { jti, iat, exp } = decodeJwt(token);
  const [record] = await proxied.app.database.sql(
    `SELECT session_id, extract(epoch FROM signed_in_at)::int AS signed_in, extract(epoch FROM issued_at)::int AS iat,
            extract(epoch FROM expires_at)::int AS exp, account_id::text AS account, contract, secret_id::text AS secret
     FROM token_issuance WHERE jti = $1`,
    [jti],
  );
  expect(record).toEqual({
    ...{ session_id: first.jti, signed_in: first.iat, iat, exp },
    ...{ account: admin.id, contract: 'avista', secret: first['sec'] },
  });
  const log = proxied.app.log().split('\n');
  expect(log.some((line) => line.includes(`"tokenId":"${String(jti)}"`) && line.includes('"issued"'))).toBe(
    true,
  );
  expect(proxied.app.log()).not.toContain(token);
});

test('however often it is renewed, and with the same token again, the session ends 8 hours after the sign-in', async () => {
  const operator = await proxied.operator();
  const signedIn = decodeJwt(operator.token);
  for (let token = operator.token, round = 0; round < 3; round += 1) {
    token = await renewed(operator, token);
    expect(decodeJwt(token)).toMatchObject({ sid: signedIn.jti, auth_time: signedIn.iat });
  }
  // A repeat, such as after a lost response: the token that was sent stays valid until it expires.
  expect(decodeJwt(await renewed(operator))).toMatchObject({ sid: signedIn.jti, auth_time: signedIn.iat });
});

test('near its end the token ends with the session, and 8 hours after the sign-in it is said to be over', async () => {
  const operator = await proxied.operator();
  const now = Math.floor(Date.now() / 1000);
  const { jti } = decodeJwt(operator.token);
  const late = await signedWith(operator.token, { sid: jti, auth_time: now - 8 * 3600 + 60 });
  const answer = await renew(operator, late);
  expect(answer.status).toBe(201);
  expect(Number(answer.json['expiresInSeconds'])).toBeLessThanOrEqual(60);
  expect(answer.json['sessionEndsInSeconds']).toBe(answer.json['expiresInSeconds']);
  const over = await renew(
    operator,
    await signedWith(operator.token, { sid: jti, auth_time: now - 8 * 3600 }),
  );
  expect([over.status, over.json['code']]).toEqual([401, 'expired_token']);
  expect(over.json['detail']).toContain('A session ends 8 hours after the sign-in');
});

test('the client cannot move the sign-in: it is below the signature, and a malformed one is refused', async () => {
  const token = await renewed(admin);
  const [head = '', , signature = ''] = token.split('.');
  const moved = { ...decodeJwt(token), auth_time: Math.floor(Date.now() / 1000) + 60 };
  const payload = Buffer.from(JSON.stringify(moved)).toString('base64url');
  expect((await renew(admin, `${head}.${payload}.${signature}`)).status).toBe(401);
  for (const more of [
    { sid: undefined },
    { auth_time: undefined },
    { auth_time: '1' },
    { sid: 'x' },
    { sid: 7 },
  ])
    expect((await renew(admin, await signedWith(token, more))).status, JSON.stringify(more)).toBe(401);
  for (const body of [{ signedInAt: 0 }, { scopes: ['admin:write'] }])
    expect((await admin.ask('POST /session/renew', { body })).status).toBe(400);
});

test('whatever ends or narrows the operator ends the renewal as well', async () => {
  const { sql } = proxied.app.database;
  const takings: readonly (readonly [string, number])[] = [
    [`UPDATE account SET status = 'suspended' WHERE id = $1`, 401],
    [`UPDATE account SET kind = 'merchant' WHERE id = $1`, 401],
    [`UPDATE account SET networks = '{203.0.113.0/24}' WHERE id = $1`, 401],
    // One scope of the token is left, and the other is gone: no token request would give both.
    [`UPDATE account SET scopes = '{admin:read}' WHERE id = $1`, 401],
    [`UPDATE account SET scopes = '{pix:read}' WHERE id = $1`, 403],
    [`UPDATE credential SET scopes = '{admin:read}' WHERE account_id = $1`, 401],
    [`UPDATE account SET tax_id = '12ABC34501DE35', tax_id_on_certificate = true WHERE id = $1`, 401],
    [`UPDATE credential SET status = 'revoked' WHERE account_id = $1`, 401],
    [`UPDATE credential SET expires_at = now() WHERE account_id = $1`, 401],
    [
      `DELETE FROM credential_contract WHERE credential_id IN (SELECT id FROM credential WHERE account_id = $1)`,
      401,
    ],
    [`UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1`, 401],
    [
      `UPDATE certificate SET revoked_at = now()
      WHERE id IN (SELECT certificate_id FROM account_certificate WHERE account_id = $1)`,
      401,
    ],
    [
      `UPDATE credential_secret SET retired_at = now()
      WHERE credential_id IN (SELECT id FROM credential WHERE account_id = $1)`,
      401,
    ],
    [
      `UPDATE credential_secret SET expires_at = now()
      WHERE credential_id IN (SELECT id FROM credential WHERE account_id = $1)`,
      401,
    ],
  ];
  const issued = (account: string) =>
    sql('SELECT count(*)::int AS count FROM token_issuance WHERE account_id = $1', [account]);
  for (const [taking, status] of takings) {
    const one = await proxied.operator({ scopes: ['admin:read', 'admin:write'] });
    expect((await renew(one)).status, taking).toBe(201);
    await sql(taking, [one.id]);
    const before = await issued(one.id);
    const answer = await renew(one);
    expect([answer.status, taking]).toEqual([status, taking]);
    expect(await issued(one.id)).toEqual(before);
  }
});

test('an account that is deleted leaves no session', async () => {
  const one = await proxied.operator();
  const { sql } = proxied.app.database;
  const credentials = '(SELECT id FROM credential WHERE account_id = $1)';
  await sql(`DELETE FROM credential_contract WHERE credential_id IN ${credentials}`, [one.id]);
  await sql(`DELETE FROM credential_secret WHERE credential_id IN ${credentials}`, [one.id]);
  for (const table of ['credential', 'account_certificate'])
    await sql(`DELETE FROM ${table} WHERE account_id = $1`, [one.id]);
  expect((await renew(one)).status).toBe(401);
});

test('over another certificate, also one of the same account, and over none, a token is not exchanged', async () => {
  const other = await proxied.operator();
  const second = await proxied.proxy.issue();
  await proxied.app.accounts.link(admin.id, second.certPem);
  for (const client of [other.certificate, second]) {
    const answer = await admin.ask('POST /session/renew', { body: {}, client });
    expect([answer.status, answer.json['code']]).toEqual([401, 'invalid_token']);
  }
});

test('only an operator, with a scope of operators, exchanges a token', async () => {
  const merchant = await proxied.merchant({ scopes: ['admin:read', 'pix:read'] });
  const issued = await proxied.askToken('tls', merchant, { client: merchant.certificate });
  const { access_token: token } = JSON.parse(issued.body) as { access_token: string };
  const ofMerchant = await admin.ask('POST /session/renew', {
    body: {},
    token,
    client: merchant.certificate,
  });
  expect([ofMerchant.status, ofMerchant.json['code']]).toEqual([401, 'invalid_token']);
  const without = await renew(await proxied.operator({ scopes: ['pix:read'] }));
  expect([without.status, without.json['code']]).toEqual([403, 'insufficient_scope']);
});

test('there is no dry run of it: a query is refused, and no token is issued', async () => {
  for (const query of ['dryRun=true', 'dryrun=true', 'scope=admin%3Aread']) {
    const answer = await admin.ask(`POST /session/renew?${query}`, { body: {} });
    expect([answer.status, answer.json['code']], query).toEqual([400, 'invalid']);
    expect(answer.json).not.toHaveProperty('accessToken');
  }
});

test('an expired token, and none, are not exchanged', async () => {
  const now = Math.floor(Date.now() / 1000);
  const old = await signedWith(admin.token, { iat: now - 1900, exp: now - 100 });
  const expired = await renew(admin, old);
  expect([expired.status, expired.json['code']]).toEqual([401, 'expired_token']);
  const none = await admin.ask('POST /session/renew', { body: {}, headers: { authorization: '' } });
  expect([none.status, none.json['code']]).toEqual([401, 'token_missing']);
});

const revocations: readonly (readonly [string, (one: TestOperator) => Record<string, unknown>])[] = [
  ['the token', ({ token }) => ({ tokenId: decodeJwt(token).jti })],
  ['all tokens of the account', ({ id }) => ({ account: id })],
  ['all tokens of the credential', ({ clientId }) => ({ clientId })],
  ['all tokens of the secret', ({ clientId, token }) => ({ clientId, secretId: decodeJwt(token)['sec'] })],
  ['all tokens of the certificate', ({ certificate }) => ({ fingerprint: certificate.fingerprint })],
];

test.each(revocations)('after the revocation of %s, no token is exchanged', async (_name, tokensOf) => {
  const one = await proxied.operator();
  const other = await renewed(one);
  const revoked = await admin.ask('POST /tokens/revoke', { body: tokensOf(one) });
  expect(revoked.status, revoked.body).toBe(200);
  // At once: the process may not have read the revocation yet, but the record has.
  for (const token of [one.token, other]) expect((await renew(one, token)).status).toBe(401);
  for (const token of [one.token, other])
    await expect.poll(() => isAccepted(one, token), { timeout: 3000 }).toBe(401);
});

test('who revokes one token of a session ends all of it, and nothing of another session', async () => {
  const one = await proxied.operator();
  const [second, elsewhere] = [await renewed(one), await tokenOf(proxied, one)];
  const third = await renewed(one, second);
  const ofThird = { tokenId: decodeJwt(third).jti };
  expect((await admin.ask('POST /tokens/revoke', { body: ofThird })).status).toBe(200);
  for (const token of [one.token, second, third]) {
    expect((await renew(one, token)).status).toBe(401);
    await expect.poll(() => isAccepted(one, token), { timeout: 3000 }).toBe(401);
  }
  expect(await isAccepted(one, await renewed(one, elsewhere))).toBe(200);
});

test('a sign-in that crosses the sign-out of the same operator gets a token that stays valid', async () => {
  const operator = await proxied.operator();
  let { token } = operator;
  for (let round = 0; round < 5; round += 1) {
    const ending = operator.ask('POST /session/end', { token, body: {} });
    const [ended, next] = await Promise.all([ending, tokenOf(proxied, operator)]);
    expect(ended.status).toBe(200);
    expect(await isAccepted(operator, next)).toBe(200);
    token = next;
  }
});

test('an operator ends the session without a scope for it: all its tokens end, and those of another sign-in do not', async () => {
  const operator = await proxied.operator({ scopes: ['audit:read'] });
  const other = await tokenOf(proxied, operator);
  const second = await renewed(operator);
  const ended = await operator.ask('POST /session/end', { token: second, body: {} });
  const { jti } = decodeJwt(second);
  expect([ended.status, ended.json]).toEqual([200, { ended: `token ${String(jti)}` }]);
  const statusOf = async (token: string): Promise<number> =>
    (await operator.ask('GET /audit', { token })).status;
  await expect.poll(() => statusOf(operator.token), { timeout: 5000 }).toBe(401);
  expect(await statusOf(second)).toBe(401);
  expect(await statusOf(other)).toBe(200);
  expect((await renew(operator)).status).toBe(401);
  const [event] = await proxied.app.database.sql<{ targets: string[] }>(
    `SELECT actor_account_id::text AS actor, targets FROM audit_event WHERE action = 'token.revoke' ORDER BY id DESC LIMIT 1`,
  );
  expect(event).toMatchObject({ actor: operator.id });
  expect(event?.targets).toContain(`token ${String(jti)}`);
});

test('ending a session takes no field, and its dry run ends nothing', async () => {
  const operator = await proxied.operator();
  expect((await operator.ask('POST /session/end', { body: { tokenId: 'x' } })).status).toBe(400);
  const shown = await operator.ask('POST /session/end?dryRun=true', { body: {} });
  expect([shown.status, shown.json['endsTokens']]).toEqual([200, true]);
  expect(await isAccepted(operator, operator.token)).toBe(200);
});
