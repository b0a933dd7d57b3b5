import { expect, test } from 'vitest';
import { Database } from '../../../src/storage/database.js';
import { FamilyCleanup } from '../../../src/storage/maintenance/family-cleanup.js';
import { afterFile } from '../../support/cleanup.js';
import { observeHours } from '../../support/clock-agreement.js';
import { askRealm, logIn, openRealm, refresh, sessionIn } from './ask-realm.js';

const dayMs = 24 * 60 * 60 * 1000;
const startMs = Date.parse('2026-02-03T04:05:06.789Z');
let laterMs = 0;
const app = await openRealm({ issuingClock: () => startMs + laterMs });
for (let day = 0; day < 15; day += 1)
  await app.database.sql(`SELECT make_day_partition('token_issuance', $1::date + $2::integer)`, [
    '2026-02-03',
    day,
  ]);
const user = await app.accounts.addUser((await app.accounts.create()).id);

test('fourteen days from the login it has ended, however often it was refreshed', async () => {
  let session = await logIn(app, user);
  expect(session.refresh_expires_in).toBe(14 * 24 * 60 * 60);
  for (let day = 1; day < 14; day += 1) {
    laterMs = day * dayMs;
    session = sessionIn(await askRealm(app, refresh(session.refresh_token)));
    expect(session.refresh_expires_in).toBe((14 - day) * 24 * 60 * 60);
  }
  laterMs = 14 * dayMs - 1000;
  session = sessionIn(await askRealm(app, refresh(session.refresh_token)));
  expect(session.refresh_expires_in).toBe(1);
  laterMs = 14 * dayMs;
  expect((await askRealm(app, refresh(session.refresh_token))).json()).toMatchObject({
    error: 'invalid_grant',
  });
});

test('what ended is cleared away a day after its end, and nothing before', async () => {
  const database = new Database(app.config.database);
  afterFile(() => database.close());
  await app.database.sql('DELETE FROM refresh_family');
  laterMs = 0;
  for (let login = 0; login < 3; login += 1) await logIn(app, user);
  const ends = ["now() + interval '1 day'", "now() - interval '23 hours'", "now() - interval '26 hours'"];
  const rows = await app.database.sql<{ id: string }>('SELECT id FROM refresh_family ORDER BY id');
  for (const [index, { id }] of rows.entries())
    await app.database.sql(`UPDATE refresh_family SET expires_at = ${ends[index] ?? ''} WHERE id = $1`, [id]);
  await observeHours(app.database);
  expect(await new FamilyCleanup(database).clear()).toBe(1);
  expect(await app.database.sql('SELECT id FROM refresh_family ORDER BY id')).toEqual(rows.slice(0, 2));
});

test('many are cleared in small steps, all of them', async () => {
  const database = new Database(app.config.database);
  afterFile(() => database.close());
  await app.database.sql(
    `INSERT INTO refresh_family (id, resource_owner_id, account_id, scopes, password_set_at, created_at, rotated_at, expires_at)
     SELECT gen_random_uuid(), id, account_id, '{}', now(), now(), now(), now() - interval '2 days'
     FROM resource_owner, generate_series(1, 2500)`,
  );
  expect(await new FamilyCleanup(database).clear()).toBe(2500);
});
