import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import type { TestAccount } from '../support/accounts.js';
import { askToken } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import { sharedApp, type TestApp } from '../support/test-app.js';

/**
 * Makes certain what happens between the read and the record: another session has the lock and stops
 * the record at its barrier, plain SQL changes the account (not even the version rises), then the
 * record goes on.
 */
let app: TestApp;
let holder: pg.Client;
beforeAll(async () => {
  app = await sharedApp();
  holder = new pg.Client(app.database.adminUrl);
  await holder.connect();
  afterFile(() => holder.end());
});

const recordsWaiting = async (): Promise<number> => {
  const [row] = await app.database.sql<{ n: string }>(
    `SELECT count(*) AS n FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = 7305808 AND NOT l.granted`,
  );
  return Number(row?.n);
};

interface Situation {
  readonly account: TestAccount;
  readonly certificate: IssuedCertificate;
}

const changes: Readonly<
  Record<string, readonly [change: (situation: Situation) => [string, unknown[]], status: number]>
> = {
  'an account was suspended': [
    ({ account }) => [`UPDATE account SET status = 'suspended' WHERE id = $1`, [account.id]],
    401,
  ],
  'a credential was revoked': [
    ({ account }) => [`UPDATE credential SET status = 'revoked' WHERE id = $1`, [account.credentialId]],
    401,
  ],
  'a secret was retired': [
    ({ account }) => ['UPDATE credential_secret SET retired_at = now() WHERE id = $1', [account.secretId]],
    401,
  ],
  'a certificate was unlinked': [
    ({ account }) => [
      'UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1',
      [account.id],
    ],
    401,
  ],
  'a certificate was revoked': [
    ({ certificate }) => [
      'UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1',
      [Buffer.from(certificate.fingerprint, 'hex')],
    ],
    401,
  ],
  'the networks were restricted': [
    ({ account }) => [
      `UPDATE account SET networks = '{203.0.113.0/24}', version = version + 1 WHERE id = $1`,
      [account.id],
    ],
    401,
  ],
  'something harmless was changed': [
    ({ account }) => ['UPDATE account SET version = version + 1 WHERE id = $1', [account.id]],
    201,
  ],
};

test.each(Object.entries(changes))(
  '%s between read and record: the record sees it',
  async (_name, [change, status]) => {
    const certificate = await makeCertificate();
    const account = await app.accounts.create({ certificate: certificate.certPem });
    await holder.query('SELECT pg_advisory_lock(7305808)');
    const requested = askToken(app, account, certificate.certPem);
    await expect.poll(recordsWaiting, { timeout: 5000 }).toBe(1);
    await app.database.sql(...change({ account, certificate }));
    await holder.query('SELECT pg_advisory_unlock(7305808)');
    expect((await requested).status).toBe(status);
    const records = await app.database.sql('SELECT FROM token_issuance WHERE account_id = $1', [account.id]);
    expect(records).toHaveLength(status === 201 ? 1 : 0);
  },
);

test('of many requests in one batch each gets the token of its own account', async () => {
  const certificate = await makeCertificate();
  const accounts = await Promise.all(
    Array.from({ length: 40 }, () => app.accounts.create({ certificate: certificate.certPem })),
  );
  const answers = await Promise.all(accounts.map((account) => askToken(app, account, certificate.certPem)));
  const rows = await app.database.sql<{ request_id: string; account_id: string }>(
    'SELECT * FROM token_issuance',
  );
  for (const [index, answer] of answers.entries()) {
    expect(answer.status).toBe(201);
    const row = rows.find(({ request_id }) => request_id === answer.headers['x-request-id']);
    expect(row?.account_id).toBe(accounts[index]?.id);
  }
});
