import pg from 'pg';
import { beforeAll, expect, test } from 'vitest';
import type { TestAccount, TestUser } from '../../support/accounts.js';
import { ask } from '../../support/ask.js';
import { makeCertificate } from '../../support/certificates.js';
import { afterFile } from '../../support/cleanup.js';
import type { TestApp } from '../../support/test-app.js';
import { askForm, posted, shown } from '../pix/ask-pix.js';
import { askRealm, logIn, openRealm, refresh, type Session } from './ask-realm.js';

/** A change of an account that does not end: its own users wait, and no others. */
let app: TestApp;
let holder: pg.Client;
let locked: TestAccount;
let user: TestUser;
beforeAll(async () => {
  app = await openRealm();
  holder = new pg.Client(app.database.adminUrl);
  await holder.connect();
  afterFile(() => holder.end());
  locked = await app.accounts.create();
  user = await app.accounts.addUser(locked.id);
});

const whileLocked = async <T>(work: () => Promise<T>): Promise<T> => {
  await holder.query('BEGIN');
  await holder.query('SELECT FROM account WHERE id = $1 FOR UPDATE', [locked.id]);
  try {
    return await work();
  } finally {
    await holder.query('ROLLBACK');
  }
};

const generationOf = async ({ session_state: id }: Session): Promise<unknown> => {
  const [row] = await app.database.sql('SELECT generation FROM refresh_family WHERE id = $1', [id]);
  return row?.['generation'];
};

test('a refresh does not wait for long: 503 to be tried again, nothing rotated, and then it is good', async () => {
  const session = await logIn(app, user);
  const startMs = performance.now();
  const answer = await whileLocked(() => askRealm(app, refresh(session.refresh_token)));
  // Long before the database's patience with a statement (5 s) ends: the lock's is half a second.
  expect(performance.now() - startMs).toBeLessThan(2000);
  expect([answer.status, answer.json()['error']]).toEqual([503, 'temporarily_unavailable']);
  expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
  expect(await generationOf(session)).toBe(1);
  expect((await askRealm(app, refresh(session.refresh_token))).status).toBe(200);
});

test('many who refresh meanwhile get a 503 in the end, and hold up no token of a client', async () => {
  const client = await app.accounts.create({ pix: 'none' });
  const { certPem } = await makeCertificate();
  const merchant = await app.accounts.create({ certificate: certPem });
  const session = await logIn(app, user);
  await whileLocked(async () => {
    let answered = 0;
    const refreshes = Array.from({ length: 100 }, async () => {
      const answer = await askRealm(app, refresh(session.refresh_token));
      answered += 1;
      return answer.status;
    });
    const waiting = `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await expect
      .poll(async () => (await app.database.sql(waiting)).length, { interval: 10, timeout: 5000 })
      .toBe(2);
    expect((await askForm(app, posted(client))).status).toBe(200);
    const body = JSON.stringify({ clientId: merchant.clientId, clientSecret: merchant.clientSecret });
    expect((await ask(app, { body, headers: shown(certPem) })).status).toBe(201);
    expect(answered).toBeLessThan(refreshes.length);
    expect(new Set(await Promise.all(refreshes))).toEqual(new Set([503]));
  });
  expect(await generationOf(session)).toBe(1);
});
