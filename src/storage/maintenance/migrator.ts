import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { Hidden } from '../../config/config.js';
import { advisoryLocks } from '../advisory-locks.js';
import { lockNotAvailable, sqlStateOf } from '../sqlstate.js';
import type { Retention } from './partitions.js';

const pollMs = 100;
const connectTimeoutMs = 10_000;

/**
 * A migration that waits for a table waits no longer than this, and tries again: everything that asks
 * for the table meanwhile queues behind it, and a pg_dump holds its tables for as long as it runs.
 */
const lockTimeoutMs = 1000;
const againMs = 3000;

export interface MigrationProgress {
  /** Called when another process is migrating and this one waits for it. */
  waiting(): void;
  /** Called when a transaction of others has a table that a migration needs; it is tried again. */
  blocked?(by: readonly string[]): void;
}

/**
 * Applies the missing migrations, oldest first, each in its own transaction; resolves to their
 * names. Then it
 * writes how long records are kept, unless `retention` is null. Safe when several processes start at once: TypeORM takes no lock, so this function takes
 * one. It tries again and again instead of blocking, because a waiter that blocks on the lock would
 * deadlock with CREATE INDEX CONCURRENTLY. Needs a direct connection, as the owner of the schema.
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
      if (retention) await writeRetention(source, retention);
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

const sourceOf = (url: Hidden<string>, migrations: readonly (new () => MigrationInterface)[]): DataSource =>
  new DataSource({
    type: 'postgres',
    // By itself TypeORM looks for it in node_modules, which is not there beside the packed program.
    driver: pg,
    url: url(),
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName: 'portaria migrate',
    connectTimeoutMS: connectTimeoutMs,
    extra: { options: `-c lock_timeout=${String(lockTimeoutMs)}` },
  });

/**
 * Resolves to the names of the migrations that were applied. Each is a transaction of its own, so a
 * further try goes on where the last one ended.
 */
const runAll = async (source: DataSource, progress: MigrationProgress): Promise<string[]> => {
  const before = new Set(await appliedIn(source));
  for (;;) {
    try {
      await source.runMigrations();
      return (await appliedIn(source)).filter((name) => !before.has(name));
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

/** The transactions that have run longest: who they are, and since when. */
const longestTransactions = async (source: DataSource): Promise<string[]> => {
  const rows: unknown = await source.query(
    `SELECT format('pid %s, %s (%s), for %s s', pid, usename, coalesce(nullif(application_name, ''), 'no name'),
       extract(epoch FROM clock_timestamp() - xact_start)::integer) AS line
     FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start < clock_timestamp() - interval '1 second'
     ORDER BY xact_start LIMIT 3`,
  );
  return (rows as { line: string }[]).map(({ line }) => line);
};

/** Only the owner may write it: `maintain_partitions` drops nothing that is younger. */
const writeRetention = async (
  source: DataSource,
  { issuanceDays, refusalDays }: Retention,
): Promise<void> => {
  await source.query(
    `INSERT INTO retention (parent, days) VALUES ('token_issuance', $1), ('refusal', $2)
     ON CONFLICT (parent) DO UPDATE SET days = excluded.days`,
    [issuanceDays, refusalDays],
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
      if (!announced) progress.waiting();
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
