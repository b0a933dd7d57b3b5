import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import { advisoryLocks } from '../../../src/storage/advisory-locks.js';
import type { TestUser } from '../../support/accounts.js';
import { makeCertificate } from '../../support/certificates.js';
import type { TestApp } from '../../support/test-app.js';
import { shown } from '../pix/ask-pix.js';
import { askRealm, logIn, openRealm, refresh, type Session, sessionIn } from './ask-realm.js';

let app: TestApp;
let user: TestUser;
let accountId: string;
beforeAll(async () => {
  app = await openRealm();
  accountId = (await app.accounts.create()).id;
  user = await app.accounts.addUser(accountId);
});

const use = async (session: Session): Promise<Session> =>
  sessionIn(await askRealm(app, refresh(session.refresh_token)));

const errorOf = async (session: Session): Promise<unknown> =>
  (await askRealm(app, refresh(session.refresh_token))).json()['error'];

/** As if the last use of its refresh token had been so many seconds earlier. */
const age = (session: Session, seconds: number): Promise<unknown> =>
  app.database.sql(
    `UPDATE refresh_family SET rotated_at = rotated_at - $2 * interval '1 second' WHERE id = $1`,
    [session.session_state, seconds],
  );

const factsOf = ({ session_state: subject }: Session): Promise<unknown[]> =>
  app.database.sql(`SELECT FROM revocation WHERE kind = 'refresh-family' AND subject = $1`, [subject]);

test('each use gives the next one, for as often as it is used in turn', async () => {
  const given = new Set<string>();
  let session = await logIn(app, user);
  for (let turn = 1; turn < 6; turn += 1) {
    given.add(session.refresh_token);
    session = await use(session);
    expect(given).not.toContain(session.refresh_token);
  }
});

test('an answer that was lost is given again within the grace: the same successor, another access token', async () => {
  const first = await logIn(app, user);
  const lost = await use(first);
  const again = await use(first);
  expect(again.refresh_token).toBe(lost.refresh_token);
  expect(again.access_token).not.toBe(lost.access_token);
  await expect(use(again)).resolves.toBeDefined();
});

test('being given again does not lengthen the grace', async () => {
  const first = await logIn(app, user);
  await use(first);
  await age(first, 6);
  await use(first);
  await age(first, 5);
  expect(await errorOf(first)).toBe('invalid_grant');
});

test('beyond the grace a used token ends the family, its successor and its access tokens', async () => {
  const first = await logIn(app, user);
  const second = await use(first);
  await age(first, 11);
  expect(await errorOf(first)).toBe('invalid_grant');
  expect(await factsOf(first)).toHaveLength(1);
  expect(await errorOf(second)).toBe('invalid_grant');
});

test('within the grace too, once the successor was used', async () => {
  const first = await logIn(app, user);
  const second = await use(first);
  const third = await use(second);
  expect(await errorOf(first)).toBe('invalid_grant');
  expect(await errorOf(third)).toBe('invalid_grant');
});

test('who ended it, and why, is in the audit trail and in the row', async () => {
  const first = await logIn(app, user);
  await use(first);
  await age(first, 11);
  const answer = await askRealm(app, refresh(first.refresh_token));
  const [event] = await app.database.sql(
    `SELECT actor_kind, actor_name, action, outcome, reason, targets, before::json, after::json, address,
            actor_account_id, actor_client_id
     FROM audit_event WHERE request_id = $1`,
    [answer.headers['x-request-id']],
  );
  const target = `refresh-family ${first.session_state}`;
  expect(event).toEqual({
    actor_kind: 'system',
    actor_name: 'a used refresh token came again',
    actor_account_id: null,
    actor_client_id: null,
    action: 'token.revoke',
    outcome: 'done',
    reason: null,
    targets: [`account ${accountId}`, target],
    before: { [target]: { revokedAt: null, revokedReason: null } },
    after: {
      [target]: {
        revokedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        revokedReason: 'a used refresh token came again',
      },
    },
    address: '127.0.0.1',
  });
  const [row] = await app.database.sql(
    'SELECT revoked_reason, revoked_at IS NOT NULL AS ended FROM refresh_family WHERE id = $1',
    [first.session_state],
  );
  expect(row).toEqual({ revoked_reason: 'a used refresh token came again', ended: true });
});

test('the revocation counts from the moment when no record that began before is in flight', async () => {
  const first = await logIn(app, user);
  await use(first);
  await age(first, 11);
  const record = new pg.Client(app.database.appUrl);
  await record.connect();
  await record.query('SELECT pg_advisory_lock_shared($1)', [advisoryLocks.recordBarrier]);
  const refused = errorOf(first);
  await new Promise((resolve) => setTimeout(resolve, 700));
  const { rows } = await record.query<{ now: Date }>('SELECT clock_timestamp() AS now');
  await record.end();
  const released = rows[0]?.now;
  expect(await refused).toBe('invalid_grant');
  const [row] = await app.database.sql(
    `SELECT effective_at > $2 AS later FROM revocation WHERE kind = 'refresh-family' AND subject = $1`,
    [first.session_state, released],
  );
  expect(row).toEqual({ later: true });
});

test('a family that is ended stays so: the next replay changes nothing any more', async () => {
  const first = await logIn(app, user);
  await use(first);
  await age(first, 11);
  await errorOf(first);
  expect(await errorOf(first)).toBe('invalid_grant');
  expect(await factsOf(first)).toHaveLength(1);
});

test('other logins of the same user go on', async () => {
  const [ended, other] = [await logIn(app, user), await logIn(app, user)];
  await use(ended);
  await age(ended, 11);
  await errorOf(ended);
  await expect(use(other)).resolves.toBeDefined();
});

test('a caller that could not have used it ends nothing with it: without the certificate, or from outside', async () => {
  const { certPem } = await makeCertificate();
  const account = await app.accounts.create({ certificate: certPem });
  const theirs = await app.accounts.addUser(account.id);
  const headers = shown(certPem);
  const first = await logIn(app, theirs, { headers });
  const second = sessionIn(await askRealm(app, refresh(first.refresh_token), { headers }));
  await age(first, 11);
  expect(await errorOf(first)).toBe('invalid_grant');
  expect(await factsOf(first)).toHaveLength(0);
  expect((await askRealm(app, refresh(second.refresh_token), { headers })).status).toBe(200);
});

test('with a grace of 0 a token is good once', async () => {
  const strict = await openRealm({ environment: { PORTARIA_REALM_REUSE_GRACE_SECONDS: '0' } });
  const theirs = await strict.accounts.addUser((await strict.accounts.create()).id);
  const first = await logIn(strict, theirs);
  const second = sessionIn(await askRealm(strict, refresh(first.refresh_token)));
  for (const { refresh_token: token } of [first, second])
    expect((await askRealm(strict, refresh(token))).json()).toMatchObject({ error: 'invalid_grant' });
});
