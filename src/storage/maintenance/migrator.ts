import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { Hidden } from '../../config/config.js';
import { reasonOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { advisoryLocks } from '../advisory-locks.js';
import { connectionTo } from '../primary/connection-to.js';
import { lockNotAvailable, sqlStateOf } from '../sqlstate.js';
import type { Retention } from './partitions.js';

const pollMs = 100;
const partitionTries = 20;
const connectTimeoutMs = 10_000;

/**
 * A migration that waits for a table waits no longer than this, and tries again: everything that asks
 * for the table meanwhile queues behind it, and a pg_dump holds its tables for as long as it runs.
 */
const lockTimeoutMs = 1000;
const againMs = 3000;

interface MissingPartition {
  readonly parent: string;
  readonly day: string;
  readonly partition: string;
}

const missingPartitions = `
  SELECT p.parent, d::date::text AS day, p.parent || '_' || to_char(d, 'YYYYMMDD') AS partition
  FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent),
       generate_series(0, 14) AS n,
       LATERAL (SELECT (clock_timestamp() AT TIME ZONE 'UTC')::date + n AS d) AS at
  WHERE NOT is_day_partition(p.parent, d)
  ORDER BY d, p.parent DESC`;

export interface MigrationProgress {
  /** Called when another process is migrating and this one waits for it; `by` is its session. */
  waiting(by: readonly string[]): void;
  /** Called when a transaction of others has a table that a migration needs; it is tried again. */
  blocked?(by: readonly string[]): void;
  /** Called with the day partitions that were missing and are there now. */
  partitionsMade?(partitions: readonly string[]): void;
}

/**
 * Applies the missing migrations, oldest first, each in its own transaction; resolves to their
 * names. Then it writes how long records are kept, and creates the day partitions that are missing,
 * unless `retention` is null. Safe when several processes start at once: TypeORM takes no lock, so
 * this function takes one. It tries again and again instead of blocking, because a waiter that blocks
 * on the lock would deadlock with CREATE INDEX CONCURRENTLY. Needs a direct connection, as the owner
 * of the schema.
 */
export const migrate = async (
  url: Hidden<string>,
  migrations: readonly (new () => MigrationInterface)[],
  progress: MigrationProgress,
  retention: Retention | null = null,
): Promise<string[]> => {
  const source = sourceOf(url, migrations);
  await source.initialize();
  try {
    return await alone(source, progress, async () => {
      const applied = await runAll(source, progress);
      if (retention) {
        await writeRetention(source, retention);
        await makePartitions(source, progress);
      }
      return applied;
    });
  } finally {
    await source.destroy();
  }
};

/** Resolves to the names of the migrations that `migrate` would apply, oldest first; changes nothing. */
export const missingMigrations = async (
  url: Hidden<string>,
  migrations: readonly (new () => MigrationInterface)[],
): Promise<string[]> => {
  const source = sourceOf(url, migrations);
  await source.initialize();
  try {
    const applied = new Set(await appliedIn(source));
    return source.migrations
      .map((migration) => migration.name ?? migration.constructor.name)
      .filter((name) => !applied.has(name))
      .sort((one, other) => timestampOf(one) - timestampOf(other));
  } finally {
    await source.destroy();
  }
};

/** TypeORM's order: by the number at the end of the name. */
const timestampOf = (name: string): number => Number(name.slice(-13));

const sourceOf = (url: Hidden<string>, migrations: readonly (new () => MigrationInterface)[]): DataSource => {
  const { connectionString, Client } = connectionTo(url());
  return new DataSource({
    type: 'postgres',
    // By itself TypeORM looks for it in node_modules, which is not there beside the packed program.
    driver: pg,
    url: connectionString,
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName: 'portaria migrate',
    connectTimeoutMS: connectTimeoutMs,
    extra: { Client, options: `-c lock_timeout=${String(lockTimeoutMs)}` },
  });
};

/**
 * Resolves to the names of the migrations that were applied. Each is a transaction of its own, so a
 * further try goes on where the last one ended.
 */
const runAll = async (source: DataSource, progress: MigrationProgress): Promise<string[]> => {
  const before = new Set(await appliedIn(source));
  await untilNotBlocked(source, progress, () => source.runMigrations());
  return (await appliedIn(source)).filter((name) => !before.has(name));
};

/**
 * An operator runs `portaria migrate` when no process could create them, so it says what is in the way, and
 * throws while one of them is missing.
 */
const makePartitions = async (source: DataSource, progress: MigrationProgress): Promise<void> => {
  const made: string[] = [];
  let missing: readonly MissingPartition[] = [];
  // A process that creates them at the same time has the lock for a moment.
  for (let tries = 0; tries < partitionTries; tries += 1) {
    const rows = await untilNotBlocked(source, progress, () =>
      source.query<{ partition: string }[]>(
        `SELECT partition FROM create_partitions_ahead() WHERE action IN ('made', 'attached')`,
      ),
    );
    made.push(...rows.map(({ partition }) => partition));
    missing = await source.query<MissingPartition[]>(missingPartitions);
    if (missing.length === 0) break;
    await pause(pollMs);
  }
  if (made.length > 0) progress.partitionsMade?.(made);
  const [first] = missing;
  if (first) await failBecauseOf(source, first);
};

const failBecauseOf = async (source: DataSource, { parent, day, partition }: MissingPartition) => {
  let reason = 'another session creates partitions. Run it again';
  try {
    await source.query('SELECT make_day_partition($1, $2)', [parent, day]);
  } catch (error) {
    reason = reasonOf(error);
  }
  throw new ManagementError(
    'conflict',
    `partition: ${partition} is missing, and no token of its day can be recorded. It cannot be created or attached: ${reason}. If a table has its name, rename it`,
  );
};

const untilNotBlocked = async <T>(
  source: DataSource,
  progress: MigrationProgress,
  work: () => Promise<T>,
): Promise<T> => {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (sqlStateOf(error) !== lockNotAvailable) throw error;
      progress.blocked?.(await longestTransactions(source));
      await pause(againMs);
    }
  }
};

/** In the order in which they were applied; none where the table is not there yet. */
const appliedIn = async (source: DataSource): Promise<string[]> => {
  const tables: unknown = await source.query(`SELECT to_regclass('schema_migration') AS name`);
  if (!(tables as { name: string | null }[])[0]?.name) return [];
  const rows: unknown = await source.query('SELECT name FROM schema_migration ORDER BY id');
  return (rows as { name: string }[]).map(({ name }) => name);
};

/**
 * Who a session of `pg_stat_activity` is, and how long ago the moment was: `NULL` for sessions of other
 * logins, unless this login may read all statistics.
 */
const lineOf = (since: 'xact_start' | 'backend_start'): string =>
  `format('pid %s, %s (%s)', pid, usename, coalesce(nullif(application_name, ''), 'no name'))
     || coalesce(', for ' || extract(epoch FROM clock_timestamp() - ${since})::integer || ' s', '') AS line`;

/**
 * The session that has the lock of migrations. The machine of its process may be gone: PostgreSQL keeps
 * the session for hours then, unless an operator ends it.
 */
const sessionThatMigrates = async (source: DataSource): Promise<string[]> => {
  const rows = await source.query<{ line: string }[]>(
    `SELECT ${lineOf('backend_start')} FROM pg_stat_activity JOIN pg_locks USING (pid)
     WHERE locktype = 'advisory' AND granted AND objid = ${String(advisoryLocks.migration)}
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rows.map(({ line }) => line);
};

/**
 * The transactions that have run longest: who they are, and since when. When those of another login, such as a
 * superuser's pg_dump, began is hidden from this one; that they lock tables is not.
 */
const longestTransactions = async (source: DataSource): Promise<string[]> => {
  const rows: unknown = await source.query(
    `SELECT ${lineOf('xact_start')}
     FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND (xact_start < clock_timestamp() - interval '1 second'
         OR (xact_start IS NULL AND pid IN (SELECT pid FROM pg_locks WHERE locktype = 'relation' AND granted)))
     ORDER BY xact_start LIMIT 3`,
  );
  return (rows as { line: string }[]).map(({ line }) => line);
};

/** Only the owner may write it: `maintain_partitions` drops nothing that is younger. */
const writeRetention = async (
  source: DataSource,
  { issuanceRetentionDays, refusalRetentionDays }: Retention,
): Promise<void> => {
  await source.query(
    `INSERT INTO retention (parent, days) VALUES ('token_issuance', $1), ('refusal', $2)
     ON CONFLICT (parent) DO UPDATE SET days = excluded.days`,
    [issuanceRetentionDays, refusalRetentionDays],
  );
};

const alone = async <T>(
  source: DataSource,
  progress: MigrationProgress,
  work: () => Promise<T>,
): Promise<T> => {
  const runner = source.createQueryRunner();
  try {
    let announced = false;
    while (
      !(await tryLock(
        runner.query(`SELECT pg_try_advisory_lock(${String(advisoryLocks.migration)}) AS taken`),
      ))
    ) {
      if (!announced) progress.waiting(await sessionThatMigrates(source));
      announced = true;
      await pause(pollMs);
    }
    return await work();
  } finally {
    await runner.query(`SELECT pg_advisory_unlock(${String(advisoryLocks.migration)})`);
    await runner.release();
  }
};

const tryLock = async (rows: Promise<unknown>): Promise<boolean> =>
  ((await rows) as { taken: boolean }[])[0]?.taken ?? false;
