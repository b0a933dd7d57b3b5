import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeProtectedHeader } from 'jose';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TokenId, tokenIdFrom } from '../../../src/core/shared/ids.js';
import { TokenIdGenerator } from '../../../src/core/tokens/token-id-generator.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { TestAccount } from '../../support/accounts.js';
import { type Answer, ask } from '../../support/ask.js';
import { makeDatabase } from '../../support/database.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { askForm, askJson, basic, pixTokenIn, posted, published, shown } from './ask-pix.js';

/**
 * The bytes of every answer, as clients depend on them. Time, chance and ids are fixed; of a token all but the signature, since
 * no private key is kept beside the tests. The files beside this one are the contract: change them only together with it.
 */
const instant = Date.parse('2026-02-03T04:05:06.789Z');
const requestId = '00112233445566778899aabbccddeeff';
const merchant = readFileSync(join(import.meta.dirname, '../../fixtures/merchant.pem'), 'utf8');
const masterKey = Buffer.alloc(32, 7);

let app: TestApp;
let account: TestAccount;
let open: TestAccount;

class CountingTokenIds extends TokenIdGenerator {
  #named = 0;

  generate(): TokenId {
    this.#named += 1;
    return tokenIdFrom(`019c2161-0000-7000-8000-00000000000${String(this.#named)}`);
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
  app = await startApp({
    database,
    issuingClock: () => instant,
    tokenIds: new CountingTokenIds(),
    environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') },
  });
  const ids = { clientId: 'account-1-0a1b2c3d', pix: 'tls', certificate: merchant } as const;
  account = await app.accounts.create(ids);
  open = await app.accounts.create({ clientId: 'account-2-0a1b2c3d', pix: 'none' });
});

const golden = async (name: string, answer: Answer): Promise<void> => {
  // The name says what is promised: a wrong answer must not become the golden one.
  expect(name.startsWith(String(answer.status))).toBe(true);
  const headers = { ...answer.headers };
  delete headers.date;
  const body = answer.body.replace(/(?<="access_token":"[^".]+\.[^".]+\.)[^".]+/, 'signature');
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${String(value)}`);
  await expect(`${String(answer.status)}\n${lines.sort().join('\n')}\n\n${body}\n`).toMatchFileSnapshot(
    `golden/${name}.http`,
  );
};

const headers = { 'x-request-id': requestId };
const certified = { ...headers, ...shown(merchant) };
const grant = { grant_type: 'client_credentials' };

describe('every answer of POST /oauth/token has exactly its published bytes:', () => {
  test('200 for the published JSON', async () =>
    golden('200-published', await askJson(app, published(account), { headers: certified })));
  test('200 without a certificate', async () =>
    golden('200-open', await askJson(app, published(open), { headers })));
  test('200 for a form, with fewer scopes', async () =>
    golden(
      '200-form',
      await askForm(app, { ...posted(account), scope: 'pix:read' }, { headers: certified }),
    ));
  test('200 for Basic beside JSON', async () =>
    golden(
      '200-basic-json',
      await askJson(app, grant, { headers: { ...certified, authorization: basic(account) } }),
    ));
  test('400 invalid_client', async () =>
    golden(
      '400-invalid-client',
      await askJson(app, { ...published(account), clientSecret: 'wrong-secret' }, { headers: certified }),
    ));
  test('400 invalid_client without a certificate', async () =>
    golden('400-invalid-client-no-certificate', await askJson(app, published(account), { headers })));
  test('401 invalid_client', async () => {
    const authorization = basic({ ...account, clientSecret: 'wrong-secret' });
    await golden(
      '401-invalid-client',
      await askForm(app, grant, { headers: { ...certified, authorization } }),
    );
  });
  test('400 invalid_request', async () => golden('400-invalid-request', await askJson(app, {}, { headers })));
  test('400 for a repeated parameter', async () =>
    golden('400-repeated', await askForm(app, 'scope=a&scope=b', { headers })));
  test('400 unsupported_grant_type', async () =>
    golden(
      '400-unsupported-grant-type',
      await askForm(app, { ...posted(open), grant_type: 'password' }, { headers }),
    ));
  test('400 invalid_scope', async () =>
    golden('400-invalid-scope', await askForm(app, { ...posted(open), scope: 'admin:read' }, { headers })));
  test('400 unauthorized_client', async () => {
    const other = await app.accounts.create({ clientId: 'account-3-0a1b2c3d', certificate: merchant });
    await golden('400-unauthorized-client', await askJson(app, published(other), { headers: certified }));
  });
  test('400 for another content type', async () =>
    golden(
      '400-content-type',
      await ask(app, {
        path: '/oauth/token',
        body: 'x',
        headers: { ...headers, 'content-type': 'text/plain' },
      }),
    ));
  test('405', async () => golden('405', await ask(app, { path: '/oauth/token', method: 'GET', headers })));
  test('413', async () => golden('413', await askForm(app, { x: 'y'.repeat(17_000) }, { headers })));
});

describe('what published document 003 prints is what is sent', () => {
  test('the response has its four fields, in its order, with its values', async () => {
    const answer = await askJson(app, published(account), { headers: certified });
    expect(Object.keys(answer.json())).toEqual(['access_token', 'token_type', 'expires_in', 'scope']);
    expect(answer.json()).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'pix:read pix:write balance:read',
    });
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
  });

  test('a token begins as the printed one does, but for the kid', async () => {
    const printed = decodeProtectedHeader('eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.e30.x');
    const token = pixTokenIn(await askJson(app, published(account), { headers: certified }));
    expect(decodeProtectedHeader(token)).toEqual({ ...printed, kid: 'rs-golden' });
    expect(token.startsWith('eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6')).toBe(true);
  });

  test('a secret of 8 to 64 characters is looked at, others are not', async () => {
    for (const [length, error] of [
      [7, 'invalid_request'],
      [8, 'invalid_client'],
      [64, 'invalid_client'],
      [65, 'invalid_request'],
    ] as const) {
      const answer = await askJson(
        app,
        { ...published(account), clientSecret: 'x'.repeat(length) },
        { headers: certified },
      );
      expect(answer.json()).toMatchObject({ error });
    }
  });
});
