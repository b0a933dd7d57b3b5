import { beforeAll, describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/config.js';
import { accountIdFrom } from '../../src/core/shared/ids.js';
import { ofAccount } from '../../src/core/tokens/revocation.js';
import { Database } from '../../src/storage/database.js';
import { DatabaseClock } from '../../src/storage/hot-path/database-clock.js';
import { RevocationFeed } from '../../src/storage/hot-path/revocation-feed.js';
import { AssertionCleanup } from '../../src/storage/maintenance/assertion-cleanup.js';
import { ClockAgreement } from '../../src/storage/maintenance/clock-agreement.js';
import { FamilyCleanup } from '../../src/storage/maintenance/family-cleanup.js';
import { RevocationCleanup } from '../../src/storage/maintenance/revocation-cleanup.js';
import { afterFile } from '../support/cleanup.js';
import { observeHours } from '../support/clock-agreement.js';
import { makeDatabase, type TestDatabase } from '../support/database.js';
import { startApp } from '../support/test-app.js';

/**
 * The database's clock is ahead for a while: what looks ended meanwhile must not be forgotten, or a revoked
 * token works again when the clock is right.
 */
let environment: Record<string, string>;
beforeAll(async () => {
  environment = (await startApp()).environment;
});

const connect = (url: string): Database => {
  const pool = new Database(loadConfig({ ...environment, DATABASE_URL: url }).database);
  afterFile(() => pool.close());
  return pool;
};

describe('what looks ended stays in the database:', () => {
  let database: TestDatabase;
  let pool: Database;
  beforeAll(async () => {
    database = await makeDatabase();
    pool = connect(database.appUrl);
    await database.sql(`
      INSERT INTO account (name, kind) VALUES ('Loja', 'merchant');
      INSERT INTO resource_owner (account_id, username, digest) SELECT id, 'ana', 'd' FROM account;
      INSERT INTO revocation (kind, subject, effective_at, expires_at)
        VALUES ('token', 'ended', now() - interval '3 hours', now() - interval '2 hours');
      INSERT INTO client_assertion (digest, expires_at) VALUES ('used', now() - interval '2 hours');
      INSERT INTO refresh_family (id, resource_owner_id, account_id, scopes, password_set_at, created_at, rotated_at,
                                  expires_at, revoked_at, revoked_reason)
        SELECT gen_random_uuid(), id, account_id, '{}', now(), now(), now(), now() - interval '2 hours', now(), 'revoked'
        FROM resource_owner`);
  });

  const clearAll = async (): Promise<readonly number[]> => [
    await new RevocationCleanup(pool).clear(),
    await new AssertionCleanup(pool).clear(),
    await new FamilyCleanup(pool).clear(),
  ];

  test('before a day of hours has been noted', async () => {
    expect(await clearAll()).toEqual([0, 0, 0]);
    await pool.query(
      {
        name: 'previous-release',
        text: `DELETE FROM refresh_family WHERE expires_at < clock_timestamp() - interval '65 minutes'`,
      },
      [],
    );
    expect(await database.sql('SELECT 1 FROM refresh_family')).toHaveLength(1);
  });

  test('when the clock stepped ahead, until that was true for a day', async () => {
    await observeHours(database, '40 days');
    for (let noted = 0; noted < 30; noted += 1) await new ClockAgreement(pool, () => Date.now()).record();
    expect(await clearAll()).toEqual([0, 0, 0]);
    await database.sql('DELETE FROM observed_hour');
  });

  test('when hours are noted that have not come: they are forgotten', async () => {
    await observeHours(database, '-40 days');
    expect(await new ClockAgreement(pool, () => Date.now()).record()).toBe(true);
    expect(await database.sql('SELECT 1 FROM observed_hour')).toHaveLength(1);
    expect(await clearAll()).toEqual([0, 0, 0]);
  });

  test('no hour is noted while the clock of the process differs', async () => {
    await database.sql('DELETE FROM observed_hour');
    expect(await new ClockAgreement(pool, () => Date.now() - 600_000).record()).toBe(false);
    expect(await new ClockAgreement(pool, () => Date.now() + 600_000).record()).toBe(false);
    expect(await database.sql('SELECT 1 FROM observed_hour')).toEqual([]);
  });

  test('and is deleted a day of noted hours after its end', async () => {
    await observeHours(database);
    expect(await clearAll()).toEqual([0, 0, 0]);
    await database.sql(`
      UPDATE revocation SET expires_at = now() - interval '26 hours';
      UPDATE client_assertion SET expires_at = now() - interval '26 hours';
      UPDATE refresh_family SET expires_at = now() - interval '26 hours'`);
    expect(await clearAll()).toEqual([1, 1, 1]);
  });
});

describe('a revocation stays known', () => {
  let database: TestDatabase;
  let pool: Database;
  let nowMs = 0;
  /** The database's clock, for what its statements ask. */
  const step = (seconds: number): Promise<unknown> =>
    database.sql("UPDATE shim.ahead SET by = $1 * interval '1 second'", [seconds]);

  beforeAll(async () => {
    database = await makeDatabase();
    await database.sql(`
      CREATE SCHEMA shim;
      CREATE TABLE shim.ahead AS SELECT interval '0' AS by;
      CREATE FUNCTION shim.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT pg_catalog.clock_timestamp() + by FROM shim.ahead';
      CREATE FUNCTION shim.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
        AS 'SELECT pg_catalog.statement_timestamp() + by FROM shim.ahead';
      GRANT USAGE ON SCHEMA shim TO PUBLIC;
      GRANT SELECT ON shim.ahead TO PUBLIC;`);
    const { username, pathname } = new URL(database.appUrl);
    await database.sql(
      `ALTER ROLE ${username} IN DATABASE ${pathname.slice(1)} SET search_path = shim, pg_catalog, public`,
    );
    pool = connect(database.appUrl);
  });

  const feedOf = (): RevocationFeed => {
    const events = { stepped: () => undefined, differs: () => undefined };
    const clock = new DatabaseClock(
      () => nowMs,
      30_000,
      events,
      () => Date.now(),
    );
    return new RevocationFeed(pool, () => nowMs, 60_000, clock);
  };

  const account = (id: string) => {
    const known = accountIdFrom(id);
    if (!known) throw new Error('not an id');
    return ofAccount(known);
  };

  const revoke = (id: string): Promise<unknown> =>
    database.sql(
      `INSERT INTO revocation (kind, subject, expires_at) VALUES ('account', $1, now() + interval '65 minutes')`,
      [id],
    );

  test.each([7200, 1200 * 86_400])('in a process that runs while the clock is %i s ahead', async (ahead) => {
    const feed = feedOf();
    await revoke('1');
    await feed.poll();
    await step(ahead);
    for (const passed of [250, 31_000, 31_000]) {
      nowMs += passed;
      await feed.poll();
    }
    await step(0);
    expect(feed.effectiveAtMs(account('1'))).not.toBeNull();
    nowMs += 250;
    await feed.poll();
    expect(feed.effectiveAtMs(account('1'))).not.toBeNull();
  });

  test.each([7200, 1200 * 86_400])(
    'in a process that starts while the clock is %i s ahead',
    async (ahead) => {
      await revoke('2');
      await step(ahead);
      const feed = feedOf();
      await feed.poll();
      nowMs += 31_000;
      await feed.poll();
      await step(0);
      expect(feed.effectiveAtMs(account('2'))).not.toBeNull();
    },
  );

  test('until no token that it ends can be valid, and not for ever', async () => {
    await revoke('3');
    const feed = new RevocationFeed(pool, () => nowMs, 60_000);
    await feed.poll();
    await database.sql(`UPDATE revocation SET expires_at = now() - interval '1 second' WHERE subject = '3'`);
    nowMs += 3_899_000;
    await feed.poll();
    expect(feed.effectiveAtMs(account('3'))).not.toBeNull();
    nowMs += 31_000;
    await feed.poll();
    expect(feed.effectiveAtMs(account('3'))).toBeNull();
  });

  test('and after a step everything is read before the poll ends', async () => {
    const feed = feedOf();
    await feed.poll();
    await revoke('4');
    await step(60);
    nowMs += 250;
    await feed.poll();
    expect(feed.effectiveAtMs(account('4'))).not.toBeNull();
    await step(0);
  });
});
