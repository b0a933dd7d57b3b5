import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { masterKey, tester, wholeManagementOn } from '../management/open-test-management.js';
import { type TestUseCases, useCasesOf } from '../management/use-cases.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * Attack: with the login that only issues, someone records a token with a time that has not come. A revocation takes the
 * time of the newest record, and would refuse the merchant's next tokens for days.
 */
let app: TestApp;
let certificate: IssuedCertificate;
let account: TestAccount;
let issuing: pg.Client;
beforeAll(async () => {
  app = await startApp();
  certificate = await makeCertificate();
  account = await app.accounts.create({ certificate: certificate.certPem });
  issuing = new pg.Client(app.database.issueUrl);
  await issuing.connect();
  afterFile(() => issuing.end());
});

const record = async (at: string, maxAge: string): Promise<number | null> => {
  const [found] = await app.database.sql<{ stamp: string; credential: string; kid: string }>(
    `SELECT a.stamp, c.id::text AS credential, (SELECT min(kid) FROM signing_key WHERE dropped_at IS NULL) AS kid
     FROM account a JOIN credential c ON c.account_id = a.id WHERE a.id = ${account.id}`,
  );
  const { rowCount } = await issuing.query(
    `SELECT record_tokens(ARRAY[$1]::uuid[], ARRAY[${at}], ARRAY[${at} + interval '1 minute'], '{NULL}',
       ARRAY[${account.id}]::bigint[], ARRAY[$2]::uuid[], ARRAY[$3]::bigint[], ARRAY[${account.secretId}]::bigint[], '{NULL}',
       '{avista}', ARRAY['']::text[], '{127.0.0.1}', '{r}', ARRAY[$4]::text[], ${maxAge})`,
    [randomUUID(), found?.stamp, found?.credential, found?.kid],
  );
  return rowCount;
};

test.each(['NULL', `'3 seconds'`, `'1000 years'`])(
  'the issuing login records no token ahead of the clock, or long behind it, with the age %s',
  async (maxAge) => {
    expect(await record('clock_timestamp()', maxAge)).toBe(1);
    expect(await record(`clock_timestamp() + interval '2 seconds'`, maxAge)).toBe(0);
    expect(await record(`clock_timestamp() + interval '3 days'`, maxAge)).toBe(0);
    expect(await record(`clock_timestamp() - interval '1 hour'`, maxAge)).toBe(0);
  },
);

test('the issuing login cannot say that any clock will do', async () => {
  await expect(
    issuing.query(`CREATE OR REPLACE FUNCTION any_clock() RETURNS boolean LANGUAGE sql AS 'SELECT true'`),
  ).rejects.toThrow(/permission denied|must be owner/);
});

test('the issuing login records no token of a user ahead of the clock, or long behind it', async () => {
  const user = await app.accounts.addUser(account.id);
  const call = async (at: string): Promise<unknown> => {
    const { rows } = await issuing.query(
      `SELECT record_user_issuance(gen_random_uuid(), ${at}, 60, a.account_id::bigint, a.account_version, a.user_id,
         a.password_set_at_micros::bigint, NULL, '', NULL, 'r', $2, $3, NULL, 1000, 10, 5) AS recorded
       FROM read_realm_user($1, NULL, NULL) a`,
      [
        user.username,
        (await app.database.sql<{ kid: string }>('SELECT min(kid) AS kid FROM signing_key'))[0]?.kid,
        uuidV7(),
      ],
    );
    return (rows as { recorded: boolean }[])[0]?.recorded;
  };
  expect(await call('clock_timestamp()')).toBe(true);
  expect(await call(`clock_timestamp() + interval '3 days'`)).toBe(false);
  expect(await call(`clock_timestamp() - interval '1 hour'`)).toBe(false);
});

test('a record that was planted days ahead moves no revocation', async () => {
  expect((await askToken(app, account, certificate.certPem)).status).toBe(201);
  await app.database.sql(
    `UPDATE token_issuance SET issued_at = date_trunc('second', now()) + interval '20 hours' WHERE account_id = $1`,
    [account.id],
  );
  const ignoredRecords: Date[] = [];
  const management = managementThatHears((newest) => ignoredRecords.push(newest));
  await management.suspendAccount.run(account.id);
  expect(ignoredRecords).toEqual([expect.any(Date)]);
  const [row] = await app.database.sql<{ soon: boolean }>(
    `SELECT effective_at < now() + interval '1 minute' AS soon FROM revocation WHERE kind = 'account' AND subject = $1`,
    [account.id],
  );
  expect(row).toEqual({ soon: true });
});

test('audit verify names a record that is ahead of the clock', async () => {
  const { unexplained } = await managementThatHears(() => undefined).verifyAudit.run();
  const [{ jti } = {}] = await app.database.sql<{ jti: string }>(
    `SELECT jti FROM token_issuance WHERE issued_at > now() + interval '1 hour'`,
  );
  expect(unexplained).toContainEqual({
    target: `account ${account.id}`,
    what: `the record of token ${String(jti)}`,
    recorded: '"not ahead of the clock"',
    found: expect.stringMatching(/^"20\d\d-.*Z"$/) as unknown,
  });
});

const managementThatHears = (ignoredRecords: (newest: Date) => void): TestUseCases => {
  const pepper = app.config.secrets.pepper();
  return useCasesOf(
    wholeManagementOn(app.database.appUrl, pepper, masterKey, { events: { ignoredRecords } }),
    tester,
  );
};

const uuidV7 = (): string => {
  const ms = Date.now().toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice(15)}`;
};
