import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type TokenId, tokenIdFrom } from '../../../src/core/shared/ids.js';
import { TokenIdGenerator } from '../../../src/core/tokens/token-id-generator.js';
import { Sealer } from '../../../src/crypto/sealer.js';
import type { TestAccount } from '../../support/accounts.js';
import type { Answer } from '../../support/ask.js';
import { makeDatabase } from '../../support/database.js';
import { startApp, type TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askService } from './ask-service-token.js';

/**
 * The bytes of every answer, as clients depend on them. Time, chance, key and ids are fixed. The files beside this one are
 * the contract: change them only together with it.
 */
const instant = Date.parse('2026-02-03T04:05:06.789Z');
const headers = { 'x-request-id': '00112233445566778899aabbccddeeff' };
const merchant = readFileSync(join(import.meta.dirname, '../../fixtures/merchant.pem'), 'utf8');
const masterKey = Buffer.alloc(32, 7);

class FirstTokenId extends TokenIdGenerator {
  generate(): TokenId {
    return tokenIdFrom('019c2161-0000-7000-8000-000000000001');
  }
}

let app: TestApp;
let account: TestAccount;
beforeAll(async () => {
  const database = await makeDatabase();
  await database.sql(`SELECT make_day_partition('token_issuance', '2026-02-03')`);
  await database.sql(
    `INSERT INTO signing_key (kid, algorithm, use, state, sealed) VALUES ('hs-golden', 'HS256', 'sig', 'active', $1)`,
    [new Sealer(() => masterKey).seal(Buffer.alloc(32, 9), 'hs-golden|HS256|sig')],
  );
  app = await startApp({
    database,
    issuingClock: () => instant,
    tokenIds: new FirstTokenId(),
    environment: {
      PORTARIA_CONTRACTS: 'service-token',
      PORTARIA_MASTER_KEY: masterKey.toString('base64'),
    },
  });
  account = await app.accounts.create({
    clientId: 'account-1-0a1b2c3d',
    serviceToken: 'tls',
    certificate: merchant,
  });
});

const golden = async (name: string, answer: Answer): Promise<void> => {
  expect(name.startsWith(String(answer.status))).toBe(true);
  const sent = { ...answer.headers };
  delete sent.date;
  const lines = Object.entries(sent).map(([header, value]) => `${header}: ${String(value)}`);
  await expect(
    `${String(answer.status)}\n${lines.sort().join('\n')}\n\n${answer.body}\n`,
  ).toMatchFileSnapshot(`golden/${name}.http`);
};
const asked = (client: Pick<TestAccount, 'clientId' | 'clientSecret'>, body?: string) =>
  askService(app, client, {
    ...(body !== undefined && { body }),
    headers: { ...headers, ...shown(merchant) },
  });

test('200', async () => golden('200', await asked(account)));
test('400 for an unknown client', async () =>
  golden('400-unknown-client', await asked({ ...account, clientId: 'account-9-0a1b2c3d' })));
test('400 for a wrong secret', async () =>
  golden('400-wrong-secret', await asked({ ...account, clientSecret: 'wrong-secret' })));
test('400 for another grant', async () => golden('400-invalid', await asked(account, 'grant_type=password')));
test('413', async () => golden('413', await asked(account, `grant_type=${'a'.repeat(17_000)}`)));
