import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { IssuedCertificate } from '../../src/cli/deployment/pki.js';
import { shown } from '../contracts/pix/ask-pix.js';
import { askRealm, logIn, login, openRealm, refresh, type Session } from '../contracts/realm/ask-realm.js';
import type { TestAccount, TestUser } from '../support/accounts.js';
import type { Answer } from '../support/ask.js';
import { makeCertificate } from '../support/certificates.js';
import { afterFile } from '../support/cleanup.js';
import type { TestApp } from '../support/test-app.js';

/**
 * As `record-looks-again.test.ts`, for users: a session stops the record at its barrier, plain SQL
 * changes something, then the record goes on.
 */
let app: TestApp;
let holder: pg.Client;
beforeAll(async () => {
  app = await openRealm();
  // On a busy machine a test does not always get from its lock to its end within half a second (`locked-account.test.ts`).
  await app.database.sql(`ALTER FUNCTION record_user_issuance SET lock_timeout = '10s'`);
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
  readonly user: TestUser;
  readonly certificate: IssuedCertificate;
  readonly session: Session;
}

type Change = (of: Situation) => [string, unknown[]];

/** What a login sees as well as a refresh. */
const both: Record<string, Change> = {
  'a disabled user': ({ user }) => [`UPDATE resource_owner SET status = 'disabled' WHERE id = $1`, [user.id]],
  'a revoked certificate': ({ certificate }) => [
    'UPDATE certificate SET revoked_at = now() WHERE fingerprint = $1',
    [Buffer.from(certificate.fingerprint, 'hex')],
  ],
};

const ofRefresh: Record<string, Change> = {
  ...both,
  'a revoked login': ({ session }) => [
    `UPDATE refresh_family SET revoked_at = now(), revoked_reason = 'revoked' WHERE id = $1`,
    [session.session_state],
  ],
  'another password': ({ user }) => [
    'UPDATE resource_owner SET password_set_at = clock_timestamp() WHERE id = $1',
    [user.id],
  ],
};

const ask = async (
  what: (of: Situation) => Promise<Answer>,
  change: Change,
): Promise<{ answer: Answer; records: number }> => {
  const certificate = await makeCertificate();
  const account = await app.accounts.create({ certificate: certificate.certPem });
  const user = await app.accounts.addUser(account.id);
  const session = await logIn(app, user, { headers: shown(certificate.certPem) });
  const situation = { account, user, certificate, session };
  await holder.query('SELECT pg_advisory_lock(7305808)');
  const requested = what(situation);
  await expect.poll(recordsWaiting, { timeout: 5000 }).toBe(1);
  await app.database.sql(...change(situation));
  await holder.query('SELECT pg_advisory_unlock(7305808)');
  const answer = await requested;
  const rows = await app.database.sql('SELECT FROM token_issuance WHERE account_id = $1', [account.id]);
  return { answer, records: rows.length };
};

const headersOf = ({ certificate }: Situation) => ({ headers: shown(certificate.certPem) });
const byPassword = (of: Situation): Promise<Answer> => askRealm(app, login(of.user), headersOf(of));
const byRefresh = (of: Situation): Promise<Answer> =>
  askRealm(app, refresh(of.session.refresh_token), headersOf(of));

test.each(Object.entries(both))('%s between read and record: a login sees it', async (_name, change) => {
  const { answer, records } = await ask(byPassword, change);
  expect([answer.status, records]).toEqual([400, 1]);
});

test.each(Object.entries(ofRefresh))(
  '%s between read and record: a refresh sees it',
  async (_name, change) => {
    const { answer, records } = await ask(byRefresh, change);
    expect([answer.status, records]).toEqual([400, 1]);
  },
);

test('a password that was set between read and record, and is the same, refuses no login', async () => {
  const { answer } = await ask(byPassword, ({ user }) => [
    'UPDATE resource_owner SET password_set_at = clock_timestamp() WHERE id = $1',
    [user.id],
  ]);
  expect(answer.status).toBe(200);
});

const waitingForRow = async (): Promise<number> =>
  (await app.database.sql(`SELECT FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted`)).length;

/** Changes of the account itself: the record waits for them, and then sees what they left. */
test.each([
  ['version = version + 1', 200],
  [`version = version + 1, status = 'suspended'`, 400],
  [`version = version + 1, networks = '{203.0.113.0/24}'`, 400],
])(
  'a change of the account under way (%s) is waited for, without holding up those who revoke',
  async (set, status) => {
    const account = await app.accounts.create();
    const user = await app.accounts.addUser(account.id);
    await holder.query('BEGIN');
    await holder.query(`UPDATE account SET ${set} WHERE id = $1`, [account.id]);
    const requested = askRealm(app, login(user));
    await expect.poll(waitingForRow, { timeout: 5000 }).toBe(1);
    // The barrier is free: the record waits without having it.
    const [row] = await app.database.sql<{ free: boolean }>(
      'SELECT pg_try_advisory_xact_lock(7305808) AS free',
    );
    expect(row?.free).toBe(true);
    await holder.query('COMMIT');
    expect((await requested).status).toBe(status);
  },
);

test('the grace counts from the rotation, not from when the request was read', async () => {
  const account = await app.accounts.create();
  const session = await logIn(app, await app.accounts.addUser(account.id));
  await holder.query('BEGIN');
  await holder.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [account.id]);
  const requested = askRealm(app, refresh(session.refresh_token));
  await expect.poll(waitingForRow, { timeout: 5000 }).toBe(1);
  const [read] = await app.database.sql<{ at: string }>('SELECT clock_timestamp()::text AS at');
  await holder.query('COMMIT');
  expect((await requested).status).toBe(200);
  const [row] = await app.database.sql(
    'SELECT rotated_at > $2::timestamptz AS later, generation FROM refresh_family WHERE id = $1',
    [session.session_state, read?.at],
  );
  expect(row).toEqual({ later: true, generation: 2 });
});

/** It stamps the account, whose row a login has until its end. */
test('a certificate that is being unlinked is waited for, and then gives no token', async () => {
  const certificate = await makeCertificate();
  const account = await app.accounts.create({ certificate: certificate.certPem });
  const user = await app.accounts.addUser(account.id);
  await holder.query('BEGIN');
  await holder.query('UPDATE account_certificate SET unlinked_at = now() WHERE account_id = $1', [
    account.id,
  ]);
  const requested = askRealm(app, login(user), { headers: shown(certificate.certPem) });
  await expect.poll(waitingForRow, { timeout: 5000 }).toBe(1);
  await holder.query('COMMIT');
  expect((await requested).status).toBe(400);
});
