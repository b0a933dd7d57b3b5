import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { setRevocationTimes } from '../../src/storage/unit-of-work/barrier.js';
import { managementOn } from '../management/open-test-management.js';
import type { TestUseCases } from '../management/use-cases.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { startApp, type TestApp } from '../support/test-app.js';

/**
 * Invariant 2 where the database is not as it should be: another isolation than READ COMMITTED, and a
 * clock that steps back between a record and a revocation.
 */
let app: TestApp;
let certificate: IssuedCertificate;
let management: TestUseCases;
beforeAll(async () => {
  app = await startApp();
  management = managementOn(app.database.appUrl, app.config.secrets.pepper());
  certificate = await makeCertificate();
});

const suspend = async ({ id }: TestAccount): Promise<void> => {
  await management.suspendAccount.run(id);
};

test('a token of a clock that stepped back is ended by a revocation', async () => {
  const account = await app.accounts.create({ certificate: certificate.certPem });
  expect((await askToken(app, account, certificate.certPem)).status).toBe(201);
  await app.database.sql(
    `UPDATE token_issuance SET issued_at = date_trunc('second', now()) + interval '10 minutes' WHERE account_id = $1`,
    [account.id],
  );
  await suspend(account);
  const [row] = await app.database.sql<{ ended: boolean; kept: boolean }>(
    `SELECT r.effective_at >= t.issued_at AS ended, r.expires_at > t.expires_at AS kept
     FROM revocation r, token_issuance t
     WHERE r.kind = 'account' AND r.subject = $1 AND t.account_id = $1::bigint`,
    [account.id],
  );
  expect(row).toEqual({ ended: true, kept: true });
});

test('the moment of a revocation is found by index, in the partitions of today and later alone', async () => {
  const rows = await app.database.sql<{ 'QUERY PLAN': string }>(
    `EXPLAIN (ANALYZE, COSTS OFF) ${setRevocationTimes
      .replace('$1', `'{0}'`)
      .replace('$2', 'NULL')
      .replace('$3', 'NULL')}`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).not.toMatch(/Seq Scan on token_issuance/);
  expect(plan).toMatch(/Index Only Scan Backward using token_issuance_\d{8}_pkey/);
});

test('under another isolation than READ COMMITTED nothing is recorded, and the reason says what to change', async () => {
  const other = await startApp();
  const account = await other.accounts.create({ certificate: certificate.certPem });
  await other.database.sql(`DO $$ BEGIN EXECUTE format(
    'ALTER DATABASE %I SET default_transaction_isolation = ''repeatable read''', current_database()); END $$`);
  await other.database.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = 'portaria_login'`,
  );
  // A request may still meet a connection that was just ended: that is a 503 for another reason.
  await expect
    .poll(
      async () => {
        const { status } = await askToken(other, account, certificate.certPem);
        return [status, other.log().includes('no token is recorded under the isolation')];
      },
      { timeout: 5000 },
    )
    .toEqual([503, true]);
  expect(other.log()).toContain('default_transaction_isolation');
  expect(await other.database.sql('SELECT FROM token_issuance')).toEqual([]);
});
