import { decodeJwt, decodeProtectedHeader } from 'jose';
import { beforeAll, expect, test } from 'vitest';
import type { TestAccount, TestUser } from '../../support/accounts.js';
import { makeCertificate } from '../../support/certificates.js';
import type { TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askRealm, logIn, login, openRealm, refresh, sessionIn } from './ask-realm.js';

let app: TestApp;
let account: TestAccount;
let user: TestUser;
let pem: string;
beforeAll(async () => {
  app = await openRealm();
  pem = (await makeCertificate()).certPem;
  account = await app.accounts.create({ certificate: pem });
  user = await app.accounts.addUser(account.id);
});

const fourteenDays = 14 * 24 * 60 * 60;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

test('a login gets what is published, and nothing else', async () => {
  const answer = await askRealm(app, login(user));
  expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', pragma: 'no-cache' });
  expect(sessionIn(answer)).toEqual({
    access_token: expect.any(String) as string,
    expires_in: 1800,
    refresh_expires_in: fourteenDays,
    refresh_token: expect.stringMatching(/^ptr_[\w-]{112}$/) as string,
    token_type: 'bearer',
    'not-before-policy': 0,
    session_state: expect.stringMatching(uuid) as string,
    scope: 'pix:read pix:write balance:read',
  });
});

test('a refresh gets the same, with the instant next to the seconds, and the family stays', async () => {
  const first = await logIn(app, user);
  const second = sessionIn(await askRealm(app, refresh(first.refresh_token)));
  const { exp = 0 } = decodeJwt(second.access_token);
  expect(second).toMatchObject({ expires_in: 1800, expires_at: exp * 1000, scope: first.scope });
  expect(second.session_state).toBe(first.session_state);
  expect(second.refresh_token).not.toBe(first.refresh_token);
  expect(second.access_token).not.toBe(first.access_token);
  expect(second.refresh_expires_in).toBeLessThanOrEqual(fourteenDays);
});

test('the access token is RS256 as RFC 9068 has it, of the user, with their account and their login', async () => {
  const session = await logIn(app, user);
  expect(decodeProtectedHeader(session.access_token)).toEqual({
    alg: 'RS256',
    typ: 'at+jwt',
    kid: expect.stringMatching(/^rs-[0-9a-f]{16}$/) as string,
  });
  const claims = decodeJwt(session.access_token);
  expect(claims).toEqual({
    iss: 'https://auth.example.com',
    aud: 'api',
    sub: user.id,
    client_id: 'integration-api',
    account: account.id,
    scope: 'pix:read pix:write balance:read',
    iat: expect.any(Number) as number,
    exp: (claims.iat ?? 0) + 1800,
    jti: expect.stringMatching(uuid) as string,
    session_state: session.session_state,
  });
});

test('each token leaves with its record: the account, the user and the family', async () => {
  const session = await logIn(app, user);
  const again = sessionIn(await askRealm(app, refresh(session.refresh_token)));
  const rows = await app.database.sql(
    `SELECT jti::text, account_id::text AS account, contract, resource_owner_id, credential_id, secret_id
     FROM token_issuance WHERE family_id = $1 ORDER BY issued_at, jti`,
    [session.session_state],
  );
  const row = { account: account.id, contract: 'realm', resource_owner_id: user.id };
  const noCredential = { credential_id: null, secret_id: null };
  expect(rows).toEqual([
    { jti: decodeJwt(session.access_token).jti, ...row, ...noCredential },
    { jti: decodeJwt(again.access_token).jti, ...row, ...noCredential },
  ]);
});

test('asked scopes narrow a login, and a refresh of it never has more', async () => {
  const narrow = sessionIn(await askRealm(app, { ...login(user), scope: 'balance:read pix:read' }));
  expect(narrow.scope).toBe('pix:read balance:read');
  const narrower = sessionIn(await askRealm(app, { ...refresh(narrow.refresh_token), scope: 'pix:read' }));
  expect(narrower.scope).toBe('pix:read');
  expect(decodeJwt(narrower.access_token)['scope']).toBe('pix:read');
  const wide = { ...refresh(narrower.refresh_token), scope: 'pix:write' };
  expect((await askRealm(app, wide)).json()).toMatchObject({ error: 'invalid_scope' });
  // What was refused used nothing up, and what was asked once does not stay asked.
  expect(sessionIn(await askRealm(app, refresh(narrower.refresh_token))).scope).toBe('pix:read balance:read');
});

test('what the account lost is in no refreshed token', async () => {
  const other = await app.accounts.create();
  const session = await logIn(app, await app.accounts.addUser(other.id));
  await app.database.sql(
    `UPDATE account SET scopes = '{balance:read}', version = version + 1 WHERE id = $1`,
    [other.id],
  );
  expect(sessionIn(await askRealm(app, refresh(session.refresh_token))).scope).toBe('balance:read');
});

test('user names have no case', async () => {
  await expect(logIn(app, { ...user, username: user.username.toUpperCase() })).resolves.toBeDefined();
});

test('a password that would be refused today, and was taken once, still logs in', async () => {
  const earlier = await app.accounts.addUser(account.id, { password: 'admin@123456' });
  expect((await askRealm(app, login(earlier))).status).toBe(200);
});

test('a password of any characters is taken as it is', async () => {
  const other = await app.accounts.addUser(account.id, { password: 'ção + 100% & "aspas"=ü€🔑' });
  await expect(logIn(app, other)).resolves.toBeDefined();
});

test('without a certificate the token is bound to none; over one it is, and so is a refreshed one', async () => {
  const session = await logIn(app, user, { headers: shown(pem) });
  expect(decodeJwt(session.access_token)).toMatchObject({
    crt: expect.any(String) as string,
    cnf: { 'x5t#S256': expect.any(String) as string },
  });
  const again = sessionIn(await askRealm(app, refresh(session.refresh_token), { headers: shown(pem) }));
  expect(decodeJwt(again.access_token)).toHaveProperty('cnf');
  const bare = await logIn(app, user);
  expect(decodeJwt(bare.access_token)).not.toHaveProperty('cnf');
  const bound = sessionIn(await askRealm(app, refresh(bare.refresh_token), { headers: shown(pem) }));
  expect(decodeJwt(bound.access_token)).toHaveProperty('cnf');
});

test('a login over a certificate goes on over a linked one alone: that one, or the one that follows it', async () => {
  const session = await logIn(app, user, { headers: shown(pem) });
  const bare = await askRealm(app, refresh(session.refresh_token));
  expect(bare.json()).toMatchObject({ error: 'invalid_grant' });
  const unlinked = (await makeCertificate()).certPem;
  const refused = await askRealm(app, refresh(session.refresh_token), { headers: shown(unlinked) });
  expect(refused.json()).toMatchObject({ error: 'invalid_grant' });
  const renewed = (await makeCertificate()).certPem;
  await app.accounts.link(account.id, renewed);
  const goesOn = await askRealm(app, refresh(session.refresh_token), { headers: shown(renewed) });
  expect(goesOn.status).toBe(200);
});

test('the password grant says that it is deprecated with every answer, a refresh does not', async () => {
  const good = await askRealm(app, login(user));
  const bad = await askRealm(app, login({ ...user, password: 'another password' }));
  const malformed = await askRealm(app, { grant_type: 'password' });
  for (const { headers } of [good, bad, malformed]) expect(headers['deprecation']).toBe('@1735689600');
  const refreshed = await askRealm(app, refresh(sessionIn(good).refresh_token));
  expect(refreshed.headers).not.toHaveProperty('deprecation');
});

test('not-before-policy is when everything of the account was revoked last, in milliseconds', async () => {
  const other = await app.accounts.create();
  const theirs = await app.accounts.addUser(other.id);
  const instant = '2026-02-03T04:05:06.789Z';
  await app.database.sql(
    `INSERT INTO revocation (kind, subject, effective_at, expires_at)
     VALUES ('account', $1, $2, $2), ('account', $1, '2026-01-01', '2026-01-01'), ('account', '0', now(), now())`,
    [other.id, instant],
  );
  expect((await logIn(app, theirs))['not-before-policy']).toBe(Date.parse(instant));
});

test('lifetimes are those that are configured', async () => {
  const other = await openRealm({
    environment: { PORTARIA_REALM_TOKEN_SECONDS: '600', PORTARIA_REALM_REFRESH_SECONDS: '7200' },
  });
  const session = await logIn(other, await other.accounts.addUser((await other.accounts.create()).id));
  expect(session).toMatchObject({ expires_in: 600, refresh_expires_in: 7200 });
  const { iat = 0, exp } = decodeJwt(session.access_token);
  expect(exp).toBe(iat + 600);
});
