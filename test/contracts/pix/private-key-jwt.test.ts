import { decodeJwt, SignJWT } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import type { TestAccount } from '../../support/accounts.js';
import type { Answer } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { observeHours } from '../../support/clock-agreement.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { askForm, basic, pixTokenIn, shown } from './ask-pix.js';
import {
  askWithAssertion,
  assertionBy,
  assertionType,
  type ClientKey,
  issuer,
  makeClientKey,
} from './keys-of-clients.js';

let app: TestApp;
let pem: string;
let client: TestAccount;
let keyId: string;
let key: ClientKey;
beforeAll(async () => {
  app = await startApp();
  pem = (await makeCertificate()).certPem;
  client = await app.accounts.create({ pix: 'tls', certificate: pem });
  key = await makeClientKey('ES256', 'one');
  keyId = await app.accounts.registerKey(client, { method: 'private_key_jwt', jwks: [key.jwk] });
});

const withCertificate = () => ({ headers: shown(pem) });
const ask = async (claims: object = {}, header: object = {}, form: Record<string, string> = {}) =>
  askWithAssertion(
    app,
    await assertionBy(key, client.clientId, { ...claims }, { ...header }),
    form,
    withCertificate(),
  );
const reasonOf = async (answer: Answer): Promise<string> => {
  const find = 'SELECT reason FROM refusal WHERE request_id = $1';
  await expect
    .poll(() => app.database.sql(find, [answer.headers['x-request-id']]), { timeout: 5000 })
    .toHaveLength(1);
  const [row] = await app.database.sql<{ reason: string }>(find, [answer.headers['x-request-id']]);
  return row?.reason ?? '';
};
const refusedAs = (answer: Answer) => [answer.status, answer.json()['error']];

test('an assertion gets a token, bound to the certificate and named after the registered key', async () => {
  const claims = decodeJwt(pixTokenIn(await ask()));
  expect(claims).toMatchObject({ sub: client.id, client_id: client.clientId, sec: keyId });
  expect(claims['cnf']).toEqual({ 'x5t#S256': expect.stringMatching(/^[\w-]{43}$/) as string });
  const uses = () =>
    app.database.sql('SELECT id FROM credential_secret WHERE id = $1 AND last_used_at IS NOT NULL', [keyId]);
  await expect.poll(uses, { timeout: 5000 }).toHaveLength(1);
});

test.each(['RS256', 'PS256', 'ES256'])('%s is accepted, by a key without kid as well', async (algorithm) => {
  const other = await makeClientKey(algorithm);
  const account = await app.accounts.create({ pix: 'none' });
  await app.accounts.registerKey(account, { method: 'private_key_jwt', jwks: [key.jwk, other.jwk] });
  const assertion = await assertionBy(other, account.clientId);
  expect(decodeJwt(pixTokenIn(await askWithAssertion(app, assertion))).sub).toBe(account.id);
});

test('the request of RFC 7523 section 4 is read as it is printed there, but for the grant', async () => {
  // The example is a grant of an authorization code; client_assertion_type and client_assertion are the same.
  const assertion = await assertionBy(key, client.clientId);
  const form =
    'grant_type=client_credentials&' +
    `client_assertion_type=${encodeURIComponent(assertionType)}&client_assertion=${assertion}`;
  expect((await askForm(app, form, withCertificate())).status).toBe(200);
});

test.each([
  ['the token endpoint', `${issuer}/oauth/token`],
  ['a list of the issuer alone', [issuer]],
  ['both, as openid-client 5 has it', [issuer, `${issuer}/oauth/token`]],
])('it may be for %s', async (_name, aud) => {
  expect((await ask({ aud })).status).toBe(200);
});

test('it may call itself what the update of RFC 7523 calls it', async () => {
  expect((await ask({}, { typ: 'client-authentication+jwt' })).status).toBe(200);
  expect(refusedAs(await ask({}, { typ: 'at+jwt' }))).toEqual([400, 'invalid_client']);
});

describe('an assertion works once', () => {
  test('one after another: the second is a replay, also with another certificate-free request', async () => {
    const assertion = await assertionBy(key, client.clientId);
    expect((await askWithAssertion(app, assertion, {}, withCertificate())).status).toBe(200);
    const again = await askWithAssertion(app, assertion, {}, withCertificate());
    expect(refusedAs(again)).toEqual([400, 'invalid_client']);
    expect(await reasonOf(again)).toBe('assertion_replayed');
  });

  test('twenty at once, in two processes: one token', async () => {
    const second = await startApp({ database: app.database, environment: app.environment });
    const assertion = await assertionBy(key, client.clientId, { jti: 'the same' });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, turn) =>
        askWithAssertion(
          app,
          assertion,
          {},
          { ...withCertificate(), port: (turn % 2 === 0 ? app : second).port },
        ),
      ),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const tokens = await app.database.sql(
      'SELECT 1 FROM client_assertion WHERE digest = sha256(convert_to($1, $2))',
      [`${client.credentialId}:the same`, 'UTF8'],
    );
    expect(tokens).toHaveLength(1);
  });

  test('the same jti of two clients is no replay', async () => {
    const account = await app.accounts.create({ pix: 'none' });
    await app.accounts.registerKey(account, { method: 'private_key_jwt', jwks: [key.jwk] });
    for (const clientId of [client.clientId, account.clientId]) {
      const assertion = await assertionBy(key, clientId, { jti: 'of two' });
      expect((await askWithAssertion(app, assertion, {}, withCertificate())).status).toBe(
        clientId === client.clientId ? 200 : 400,
      );
    }
    const own = await assertionBy(key, account.clientId, { jti: 'of two' });
    expect((await askWithAssertion(app, own)).status).toBe(200);
  });

  test('what was refused for another reason uses nothing up', async () => {
    const assertion = await assertionBy(key, client.clientId);
    // No certificate, which the policy asks for.
    expect((await askWithAssertion(app, assertion)).status).toBe(400);
    expect((await askWithAssertion(app, assertion, {}, withCertificate())).status).toBe(200);
  });

  test('what has ended is deleted, and nothing before', async () => {
    await ask({ jti: 'kept' });
    await app.database.sql(
      `INSERT INTO client_assertion (digest, expires_at) VALUES ('ended', now() - interval '26 hours')`,
    );
    const counted = () => app.database.sql(`SELECT 1 FROM client_assertion WHERE digest = 'ended'`);
    const kept = async () => (await app.database.sql('SELECT 1 FROM client_assertion')).length;
    const before = await kept();
    await observeHours(app.database);
    await app.database.sql('SELECT clear_ended_assertions(1000)');
    expect([await counted(), await kept()]).toEqual([[], before - 1]);
  });
});

describe('refused:', () => {
  const now = () => Math.floor(Date.now() / 1000);
  test.each<[string, () => object, object, RegExp]>([
    ['another audience', () => ({ aud: 'https://other.example' }), {}, /aud must be/],
    ['another audience beside ours', () => ({ aud: [issuer, 'https://other.example'] }), {}, /nothing else/],
    ['no audience', () => ({ aud: undefined }), {}, /aud/],
    ['an end that has passed', () => ({ exp: now() - 60 }), {}, /exp has passed/],
    ['an end too far ahead', () => ({ exp: now() + 4000 }), {}, /at most 3600 seconds/],
    ['no end', () => ({ exp: undefined }), {}, /exp/],
    ['a beginning in the future', () => ({ nbf: now() + 300 }), {}, /future/],
    ['no jti', () => ({ jti: undefined }), {}, /jti/],
    ['another issuer', () => ({ iss: 'someone' }), {}, /iss and sub/],
    ['a critical extension', () => ({}), { crit: ['b64'], b64: true }, /crit/],
  ])('%s; its sender reads why, whichever client it is', async (_name, claims, header, words) => {
    const answer = await ask(claims(), header);
    expect(refusedAs(answer)).toEqual([400, 'invalid_client']);
    expect(answer.json()['error_description']).toMatch(words);
    const unregistered = await assertionBy(key, 'account-1-00000000', claims() as Record<string, unknown>, {
      ...header,
    });
    const same = await askWithAssertion(app, unregistered, {}, withCertificate());
    expect(String(same.json()['error_description']).replace(/time here.*/, '')).toBe(
      String(answer.json()['error_description']).replace(/time here.*/, ''),
    );
  });

  test('alg none, an HMAC with the public key, and another algorithm than the key is for', async () => {
    const claims = { iss: client.clientId, sub: client.clientId, aud: issuer, jti: 'x', exp: now() + 60 };
    const none = [{ alg: 'none' }, claims, ''].map((part) =>
      part === '' ? '' : Buffer.from(JSON.stringify(part)).toString('base64url'),
    );
    const hmac = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(Buffer.from(JSON.stringify(key.jwk).padEnd(40)));
    for (const assertion of [none.join('.'), hmac]) {
      const answer = await askWithAssertion(app, assertion, {}, withCertificate());
      expect(answer.json()['error_description']).toMatch(/alg must be/);
    }
    const rsa = await makeClientKey('RS256');
    const account = await app.accounts.create({ pix: 'none' });
    await app.accounts.registerKey(account, {
      method: 'private_key_jwt',
      jwks: [{ ...rsa.jwk, alg: 'PS256' }],
    });
    const wrong = await askWithAssertion(app, await assertionBy(rsa, account.clientId));
    expect(await reasonOf(wrong)).toBe('assertion_invalid');
  });

  test('two ways of client authentication in one request', async () => {
    const assertion = await assertionBy(key, client.clientId);
    const posted = await askWithAssertion(
      app,
      assertion,
      { client_secret: client.clientSecret },
      withCertificate(),
    );
    const header = await askWithAssertion(
      app,
      assertion,
      {},
      {
        headers: { ...shown(pem), authorization: basic(client) },
      },
    );
    for (const answer of [posted, header]) expect(refusedAs(answer)).toEqual([400, 'invalid_request']);
  });

  test('one answer for every client that does not prove itself, and a record that says why', async () => {
    const unregistered = await makeClientKey();
    const without = await app.accounts.create({ pix: 'tls', certificate: (await makeCertificate()).certPem });
    const suspended = await app.accounts.create({
      pix: 'tls',
      certificate: (await makeCertificate()).certPem,
      status: 'suspended',
    });
    await app.accounts.registerKey(suspended, { method: 'private_key_jwt', jwks: [key.jwk] });
    const cases: [string, string][] = [
      [await assertionBy(key, 'account-1-00000000'), 'unknown_client'],
      [await assertionBy(unregistered, client.clientId), 'assertion_invalid'],
      [await assertionBy({ ...unregistered, jwk: key.jwk }, client.clientId), 'assertion_invalid'],
      [await assertionBy(key, without.clientId), 'client_key_not_registered'],
      [await assertionBy(key, suspended.clientId), 'account_suspended'],
    ];
    const bodies = new Set<string>();
    for (const [assertion, reason] of cases) {
      const answer = await askWithAssertion(app, assertion, {}, withCertificate());
      bodies.add(`${String(answer.status)} ${answer.body}`);
      expect(await reasonOf(answer)).toBe(reason);
    }
    expect([...bodies]).toEqual([
      '400 {"error":"invalid_client","error_description":"Client authentication failed: client id, assertion and client certificate do not belong together"}',
    ]);
  });
});

describe('the record decides:', () => {
  test('a key that is revoked gives no token in any process, and its tokens end', async () => {
    const account = await app.accounts.create({ pix: 'none', resourceServer: true });
    const id = await app.accounts.registerKey(account, { method: 'private_key_jwt', jwks: [key.jwk] });
    expect((await askWithAssertion(app, await assertionBy(key, account.clientId))).status).toBe(200);
    await app.database.sql('UPDATE credential_secret SET retired_at = clock_timestamp() WHERE id = $1', [id]);
    const answer = await askWithAssertion(app, await assertionBy(key, account.clientId));
    expect(await reasonOf(answer)).toBe('client_key_not_registered');
  });

  test('a registration that was planted without the pepper, or moved from another client, is none', async () => {
    const account = await app.accounts.create({ pix: 'none' });
    const id = await app.accounts.registerKey(client, { method: 'private_key_jwt', jwks: [key.jwk] });
    await app.database.sql('UPDATE credential_secret SET credential_id = $2 WHERE id = $1', [
      id,
      account.credentialId,
    ]);
    await app.database.sql('INSERT INTO credential_secret (credential_id, digest) VALUES ($1, $2)', [
      account.credentialId,
      `registered$00000000$x$${JSON.stringify([account.clientId, { method: 'private_key_jwt', jwks: [key.jwk] }])}`,
    ]);
    const answer = await askWithAssertion(app, await assertionBy(key, account.clientId));
    expect(await reasonOf(answer)).toBe('client_key_not_registered');
  });
});
