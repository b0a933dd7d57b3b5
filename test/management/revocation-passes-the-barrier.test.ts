import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { suspendAccount } from '../../src/management/accounts/suspend-account.js';
import { ManagementPool } from '../../src/storage/transaction/management-pool.js';
import { makeCertificate } from '../support/certificates.js';
import {
  executorOn,
  isPending,
  openTestManagement,
  pause,
  refusalOf,
  tester,
} from './open-test-management.js';

const { database, management } = await openTestManagement();

const { id } = await management.createAccount.run({ name: 'Loja' });
const { credential } = await management.createCredential.run({ account: id });
const { clientId } = credential;
const certificate = await makeCertificate();
await management.linkCertificate.run({ account: id, pem: certificate.certPem });
await management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'none' });

const record = new pg.Client(database.appUrl);
await record.connect();
afterAll(() => record.end());

/** Each takes permissions away; the facts are what ends the tokens that were obtained with it. */
const revocations = [
  [
    'rotateSecret at once',
    () => management.rotateSecret.run({ clientId, overlapSeconds: 0 }),
    () => ({ kind: 'secret', subject: credential.secrets[0]?.id }),
  ],
  [
    'setContractPolicy, narrowing',
    () => management.setContractPolicy.run({ clientId, contract: 'pix', policy: 'off' }),
    () => ({ kind: 'credential', subject: clientId }),
  ],
  [
    'unlinkCertificate',
    () => management.unlinkCertificate.run({ account: id, fingerprint: certificate.fingerprint }),
    () => ({ kind: 'account-and-certificate', subject: `${id}:${certificate.fingerprint}` }),
  ],
  [
    'revokeCertificate',
    () => management.revokeCertificate.run({ fingerprint: certificate.fingerprint }),
    () => ({
      kind: 'certificate',
      subject: Buffer.from(certificate.fingerprint, 'hex').toString('base64url'),
    }),
  ],
  [
    'revokeCredential',
    () => management.revokeCredential.run(clientId),
    () => ({ kind: 'credential', subject: clientId }),
  ],
  ['suspendAccount', () => management.suspendAccount.run(id), () => ({ kind: 'account', subject: id })],
] as const;

test.each(revocations)(
  '%s is acknowledged only after a record of issue that was under way, and ends tokens up to then',
  async (_, revoke, fact) => {
    await record.query('BEGIN');
    await record.query('SELECT pg_advisory_xact_lock_shared(7305808)');
    const revoking = revoke();
    expect(await isPending(revoking, 400)).toBe(true);
    // The change itself is committed: a transaction that begins now sees it.
    const find = `SELECT kind, subject, effective_at, extract(epoch FROM expires_at - effective_at)::float8 AS kept_seconds
                FROM revocation WHERE kind = $1 AND subject = $2 ORDER BY id DESC LIMIT 1`;
    const { kind, subject } = fact();
    const [early] = await database.sql<{ effective_at: Date }>(find, [kind, subject]);
    expect(early).toBeDefined();
    await pause(300);
    const [released] = (await record.query<{ now: Date }>('SELECT clock_timestamp() AS now')).rows;
    await record.query('COMMIT');
    await revoking;
    const [late] = await database.sql<{ effective_at: Date; kept_seconds: number }>(find, [kind, subject]);
    expect(late?.effective_at.getTime()).toBeGreaterThanOrEqual(released?.now.getTime() ?? Number.NaN);
    expect(late?.kept_seconds).toBeGreaterThan(3600);
  },
);

test('the barrier delays no request once it is passed', async () => {
  await management.suspendAccount.run(id);
  const { rows } = await record.query(
    `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database
     WHERE d.datname = current_database() AND l.locktype = 'advisory'`,
  );
  expect(rows).toEqual([]);
});

test('adding authority waits for no record', async () => {
  await record.query('BEGIN');
  await record.query('SELECT pg_advisory_xact_lock_shared(7305808)');
  await management.createCredential.run({ account: id });
  await record.query('COMMIT');
});

test('a revocation that is made never says that nothing was changed, whatever the wait for records met', async () => {
  const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
  await management.reactivateAccount.run(id);
  // The barrier is free, and what follows it reads this table.
  const other = new pg.Client(database.ownerUrl);
  await other.connect();
  await other.query('BEGIN');
  await other.query('LOCK TABLE token_issuance IN ACCESS EXCLUSIVE MODE');
  const refusal = await refusalOf(executorOn(connection, 200).execute(tester, suspendAccount, id));
  await other.end();
  await connection.close();
  expect(refusal.message).toMatch(
    /^it is done, .* \(the wait for it failed: it took too long and was cancelled\)$/,
  );
  expect((await management.showAccount.run(id)).account.status).toBe('suspended');
});

test('a record that does not end leaves a revocation made, but not acknowledged; the same again acknowledges it', async () => {
  const connection = new ManagementPool({ url: () => database.appUrl, timeoutMs: 5000 });
  const hurried = executorOn(connection, 200);
  const suspend = () => hurried.execute(tester, suspendAccount, id);
  await management.reactivateAccount.run(id);
  await record.query('BEGIN');
  await record.query('SELECT pg_advisory_xact_lock_shared(7305808)');
  const refusal = await refusalOf(suspend());
  await record.query('COMMIT');
  expect(refusal).toMatchObject({ code: 'unavailable', message: expect.stringContaining('Try again') });
  expect((await management.showAccount.run(id)).account.status).toBe('suspended');
  expect((await suspend()).status).toBe('suspended');
  await connection.close();
});
