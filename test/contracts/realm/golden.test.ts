import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TokenId, tokenIdFrom } from '../../../src/core/shared/ids.js';
import { TokenIdGenerator } from '../../../src/core/tokens/token-id-generator.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { TestUser } from '../../support/accounts.js';
import { type Answer, ask } from '../../support/ask.js';
import { makeDatabase } from '../../support/database.js';
import type { TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askRealm, login, openRealm, refresh, sessionIn, tokenPath } from './ask-realm.js';

/**
 * The bytes of every answer, as clients depend on them. Time, chance, pepper and ids are fixed; of an access token all but the signature,
 * since no private key is kept beside the tests. The files beside this one are the contract: change them only together with it.
 */
const instant = Date.parse('2026-02-03T04:05:06.789Z');
const requestId = '00112233445566778899aabbccddeeff';
const headers = { 'x-request-id': requestId };
const merchant = readFileSync(join(import.meta.dirname, '../../fixtures/merchant.pem'), 'utf8');
const masterKey = Buffer.alloc(32, 7);

let app: TestApp;
let user: TestUser;

class CountingTokenIds extends TokenIdGenerator {
  #named = 0;

  generate(): TokenId {
    this.#named += 1;
    return tokenIdFrom(`019c2161-0000-7000-8000-0000000000${String(this.#named).padStart(2, '0')}`);
  }
}

beforeAll(async () => {
  const database = await makeDatabase();
  await database.sql(`SELECT make_day_partition('token_issuance', '2026-02-03')`);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const material = privateKey.export({ type: 'pkcs8', format: 'der' });
  await database.sql(
    `INSERT INTO signing_key (kid, algorithm, use, state, sealed) VALUES ('rs-golden', 'RS256', 'sig', 'active', $1)`,
    [new Sealer(() => masterKey).seal(material, 'rs-golden|RS256|sig')],
  );
  app = await openRealm({
    database,
    issuingClock: () => instant,
    tokenIds: new CountingTokenIds(),
    environment: {
      PORTARIA_MASTER_KEY: masterKey.toString('base64'),
      PORTARIA_PEPPER: Buffer.alloc(32, 9).toString('base64'),
    },
  });
  const account = await app.accounts.create({ certificate: merchant });
  user = await app.accounts.addUser(account.id, { username: 'ana@loja.example' });
  await database.sql(
    `UPDATE resource_owner SET id = '4e5f6071-0000-4000-8000-000000000001', password_set_at = '2026-02-01T00:00:00Z'`,
  );
});

const golden = async (name: string, answer: Answer): Promise<void> => {
  // The name says what is promised: a wrong answer must not become the golden one.
  expect(name.startsWith(String(answer.status))).toBe(true);
  const sent = { ...answer.headers };
  delete sent.date;
  const body = answer.body.replace(/(?<="access_token":"[^".]+\.[^".]+\.)[^".]+/, 'signature');
  const lines = Object.entries(sent).map(([header, value]) => `${header}: ${String(value)}`);
  await expect(`${String(answer.status)}\n${lines.sort().join('\n')}\n\n${body}\n`).toMatchFileSnapshot(
    `golden/${name}.http`,
  );
};

describe('every answer of the token endpoint has exactly its bytes:', () => {
  let refreshToken = '';

  test('200 for a login', async () => {
    const answer = await askRealm(app, login(user), { headers });
    refreshToken = sessionIn(answer).refresh_token;
    await golden('200-password', answer);
  });
  test('200 for a refresh', async () =>
    golden('200-refresh', await askRealm(app, refresh(refreshToken), { headers })));
  test('200 over a certificate, with fewer scopes', async () =>
    golden(
      '200-bound',
      await askRealm(
        app,
        { ...login(user), scope: 'pix:read' },
        { headers: { ...headers, ...shown(merchant) } },
      ),
    ));
  test('400 invalid_grant for a password', async () =>
    golden(
      '400-invalid-grant-password',
      await askRealm(app, login({ ...user, password: 'another password' }), { headers }),
    ));
  test('400 invalid_grant for a refresh token', async () =>
    golden('400-invalid-grant-refresh', await askRealm(app, refresh('x'), { headers })));
  test('400 invalid_request', async () =>
    golden('400-invalid-request', await askRealm(app, { grant_type: 'password' }, { headers })));
  test('400 for a repeated parameter', async () =>
    golden('400-repeated', await askRealm(app, 'scope=a&scope=b', { headers })));
  test('400 invalid_client', async () =>
    golden('400-invalid-client', await askRealm(app, { ...login(user), client_id: 'x' }, { headers })));
  test('400 invalid_scope', async () =>
    golden('400-invalid-scope', await askRealm(app, { ...login(user), scope: 'admin:read' }, { headers })));
  test('400 unsupported_grant_type', async () =>
    golden(
      '400-unsupported-grant-type',
      await askRealm(app, { ...login(user), grant_type: 'client_credentials' }, { headers }),
    ));
  test('400 for JSON', async () =>
    golden('400-content-type', await ask(app, { path: tokenPath, body: '{}', headers })));
  test('404 for another realm', async () =>
    golden('404', await askRealm(app, login(user), { path: tokenPath.replace('apiax', 'x'), headers })));
  test('405', async () => golden('405', await ask(app, { path: tokenPath, method: 'GET', headers })));
  test('413', async () => golden('413', await askRealm(app, { x: 'y'.repeat(17_000) }, { headers })));
});

/** What published document 002 prints, letter by letter. */
const printed = {
  login: `
   client_id: integration-api
   grant_type: password
   username: _YOUR_USER_NAME_
   password: _YOUR_USER_PASSWORD_`,
  loginAnswer: `
   "access_token": "ACCESS_TOKEN",
   "expires_in": JAVA_TIMESTAMP,
   "refresh_expires_in": 0,
   "refresh_token": "REFRESH_TOKEN",
   "token_type": "bearer",
   "not-before-policy": JAVA_TIMESTAMP,
   "session_state": "UUID",
   "scope": "TOKEN_VALIDITY_SCOPES"`,
  refresh: `
   grant_type: refresh_token
   client_assertion_type: urn:ietf:params:oauth:client-assertion-type:jwt-bearer
   client_id: integration-api
   refresh_token: <the-refresh-token>`,
  refreshAnswer: `
      "access_token": "NEW_ACCESS_TOKEN",
      "expires_at": JAVA_TIMESTAMP,
      "refresh_expires_in": 0,
      "refresh_token": "NEW_REFRESH_TOKEN",
      "token_type": "bearer",
      "not-before-policy": JAVA_TIMESTAMP,
      "session_state": "UUID",
      "scope": "TOKEN_VALIDITY_SCOPES"`,
};

/** Names and values of lines `name: value`, in their order. */
const linesOf = (text: string): [string, string][] =>
  [...text.matchAll(/^ +"?([\w-]+)"?: (.+?),?$/gm)].map(([, name = '', value = '']) => [name, value]);
const namesOf = (text: string): string[] => linesOf(text).map(([name]) => name);

const filled = (text: string, values: Readonly<Record<string, string>>): string =>
  new URLSearchParams(
    linesOf(text).map(([name, value]): [string, string] => [name, values[value] ?? value]),
  ).toString();

describe('what published document 002 prints is what is sent', () => {
  const whose = (): Record<string, string> => ({
    _YOUR_USER_NAME_: user.username,
    _YOUR_USER_PASSWORD_: user.password,
  });

  test('the login as printed is answered with the printed fields in the printed order', async () => {
    const answer = await askRealm(app, filled(printed.login, whose()));
    expect(answer.status).toBe(200);
    expect(Object.keys(answer.json())).toEqual(namesOf(printed.loginAnswer));
    expect(answer.json()).toMatchObject({ token_type: 'bearer', expires_in: 1800 });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('the refresh as printed is answered with the printed fields, and with expires_in before expires_at', async () => {
    const { refresh_token: token } = sessionIn(await askRealm(app, filled(printed.login, whose())));
    const answer = await askRealm(app, filled(printed.refresh, { '<the-refresh-token>': token }));
    expect(answer.status).toBe(200);
    const [first, ...others] = namesOf(printed.refreshAnswer);
    expect(others[0]).toBe('expires_at');
    expect(Object.keys(answer.json())).toEqual([first, 'expires_in', ...others]);
  });

  test('a Java timestamp is a number of milliseconds, a UUID is one, and what is quoted is a text', async () => {
    const first = sessionIn(await askRealm(app, login(user)));
    const second = sessionIn(await askRealm(app, refresh(first.refresh_token)));
    expect(second.expires_at).toBe(Math.floor(instant / 1000) * 1000 + 1_800_000);
    for (const [session, text] of [
      [first, printed.loginAnswer],
      [second, printed.refreshAnswer],
    ] as const) {
      const sent = new Map(Object.entries(session));
      for (const [name, value] of linesOf(text))
        expect(typeof sent.get(name), name).toBe(value.startsWith('"') ? 'string' : 'number');
      expect(session.session_state).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    }
  });
});
