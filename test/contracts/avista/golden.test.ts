import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { type TokenId, tokenIdFrom } from '../../../src/core/shared/ids.js';
import { TokenIdGenerator } from '../../../src/core/tokens/token-id-generator.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { TestAccount } from '../../support/accounts.js';
import { type Answer, ask, askToken } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { makeDatabase } from '../../support/database.js';
import { startApp, type TestApp } from '../../support/test-app.js';

/**
 * The bytes of every answer, as clients depend on them. Time, chance, key and ids are fixed, so that even the token is the
 * same for ever. The files beside this one are the contract: change them only together with it.
 */
const instant = Date.parse('2026-02-03T04:05:06.789Z');
const requestId = '00112233445566778899aabbccddeeff';
const merchant = readFileSync(join(import.meta.dirname, '../../fixtures/merchant.pem'), 'utf8');
const masterKey = Buffer.alloc(32, 7);

let app: TestApp;
let account: TestAccount;

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
  const sealer = new Sealer(() => masterKey);
  for (const [kid, use] of [
    ['hs-golden', 'sig'],
    ['hs-golden-admin', 'admin'],
  ])
    await database.sql(
      `INSERT INTO signing_key (kid, algorithm, use, state, sealed) VALUES ($1, 'HS256', $2, 'active', $3)`,
      [kid, use, sealer.seal(Buffer.alloc(32, 9), `${String(kid)}|HS256|${String(use)}`)],
    );
  app = await startApp({
    database,
    issuingClock: () => instant,
    tokenIds: new CountingTokenIds(),
    environment: { PORTARIA_MASTER_KEY: masterKey.toString('base64') },
  });
  account = await app.accounts.create({ clientId: 'account-1-0a1b2c3d', certificate: merchant });
});

const golden = async (name: string, answer: Answer): Promise<void> => {
  // The name says what is promised: a wrong answer must not become the golden one.
  expect(name.startsWith(String(answer.status))).toBe(true);
  const headers = { ...answer.headers };
  delete headers.date;
  const lines = Object.entries(headers).map(([header, value]) => `${header}: ${String(value)}`);
  const text = `${String(answer.status)}\n${lines.sort().join('\n')}\n\n${answer.body}\n`;
  await expect(text).toMatchFileSnapshot(`golden/${name}.http`);
};

const headers = { 'x-request-id': requestId };
const body = (value: unknown) => ({ headers, body: JSON.stringify(value) });

describe('every answer of POST /api/auth/token has exactly its published bytes:', () => {
  test('201', async () => golden('201', await askToken(app, account, merchant, { headers })));
  test('201 for a header-presented certificate', async () => {
    const other = await app.accounts.create({
      clientId: 'account-2-0a1b2c3d',
      policy: 'header',
      certificate: merchant,
    });
    await golden('201-header', await askToken(app, other, merchant, { listener: 'header', headers }));
  });
  test('201 for an operator at the admin listener', async () => {
    const operator = await app.accounts.create({
      clientId: 'account-3-0a1b2c3d',
      kind: 'operator',
      certificate: merchant,
    });
    await golden('201-admin', await askToken(app, operator, merchant, { listener: 'admin', headers }));
  });
  test('400 for a body that is not JSON', async () =>
    golden('400-not-json', await ask(app, { headers, body: '{' })));
  test('400 for missing fields', async () => golden('400-fields', await ask(app, body({}))));
  test('400 for a missing certificate', async () =>
    golden('400-certificate-missing', await askToken(app, account, null, { headers })));
  test('400 for a missing certificate at the header listener', async () =>
    golden(
      '400-certificate-missing-header',
      await askToken(app, account, null, { listener: 'header', headers }),
    ));
  test('400 for something else than a certificate', async () =>
    golden('400-certificate-malformed', await askToken(app, account, 'not a certificate', { headers })));
  test('400 for a form-encoded certificate', async () => {
    const plus = encodeURIComponent(merchant).replaceAll('%20', '+');
    const answer = await askToken(app, account, null, {
      listener: 'header',
      headers: { ...headers, 'x-header-client-cert': plus },
    });
    await golden('400-certificate-form-encoded', answer);
  });
  test('401', async () =>
    golden('401', await askToken(app, { ...account, clientSecret: 'wrong-secret' }, merchant, { headers })));
  test('404', async () =>
    golden('404', await ask(app, { method: 'GET', path: '/api/auth/nothing', headers })));
  test('405', async () => golden('405', await ask(app, { method: 'GET', headers })));
  test('413', async () =>
    golden('413', await ask(app, { headers, body: `{"clientId":"${'a'.repeat(17_000)}"}` })));
  test('415', async () =>
    golden('415', await ask(app, { body: 'a=b', headers: { ...headers, 'content-type': 'text/plain' } })));
  test('201 with a secret that soon ends', async () => {
    const ending = await app.accounts.create({
      clientId: 'account-4-0a1b2c3d',
      secretExpiresAt: new Date(instant + 6.5 * 24 * 60 * 60 * 1000),
      certificate: merchant,
    });
    await golden('201-secret-ends', await askToken(app, ending, merchant, { headers }));
  });
  test('200 for why a request was rejected, and where the cause may not be said; 404 for no such request', async () => {
    // Of one account alone: that of the others is shared.
    const { certPem: alonePem } = await makeCertificate();
    const alone = await app.accounts.create({ certificate: alonePem });
    await app.database.sql(
      `INSERT INTO refusal (at, request_id, contract, door, reason, detail, account_id, fingerprint)
       SELECT now(), r.id, 'avista', 'tls', 'wrong_secret', 'private', r.account, x.fingerprint
       FROM account_certificate l JOIN certificate x ON x.id = l.certificate_id
       CROSS JOIN LATERAL (VALUES ($1, l.account_id), ($2, NULL)) AS r (id, account) WHERE l.account_id = $3`,
      ['1'.repeat(32), '2'.repeat(32), alone.id],
    );
    await app.database.sql(
      `UPDATE refusal SET at = date_trunc('day', at AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'`,
    );
    const certificate = encodeURIComponent(alonePem);
    const shown = { ...headers, 'x-ssl-client-cert': certificate, 'x-ssl-client-verify': 'SUCCESS' };
    const why = (id: string) => ask(app, { method: 'GET', path: `/api/auth/refusals/${id}`, headers: shown });
    const today = new Date().toISOString().slice(0, 10);
    const said = await why('1'.repeat(32));
    await golden('200-refusal', { ...said, body: said.body.replace(today, '2026-02-03') });
    await golden('200-refusal-not-said', await why('2'.repeat(32)));
    await golden('404.refusal', await why('3'.repeat(32)));
  });
});
