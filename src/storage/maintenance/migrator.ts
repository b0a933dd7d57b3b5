import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import type { Hidden } from '../../config/config.js';
import { advisoryLocks } from '../advisory-locks.js';
import type { Retention } from './partitions.js';

const pollMs = 100;
const connectTimeoutMs = 10_000;

export interface MigrationProgress {
  /** Called when another process is migrating and this one waits for it. */
  waiting(): void;
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
  const source = new DataSource({
    type: 'postgres',
    // By itself TypeORM looks for it in node_modules, which is not there beside the bundle.
    driver: pg,
    url: url(),
    migrations: [...migrations],
    migrationsTableName: 'schema_migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    applicationName: 'portaria migrate',
    connectTimeoutMS: connectTimeoutMs,
  });
  await source.initialize();
  try {
    return await alone(source, progress, async () => {
      const done = await source.runMigrations();
      if (retention) await writeRetention(source, retention);
      return done.map(({ name }) => name);
    });
  } finally {
    await source.destroy();
  }
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
