import pg from 'pg';
import type { DatabaseConfig, DatabaseSetting } from '../config/config.js';
import { Refusal } from '../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../core/refusals/retry-after.js';
import type { DatabaseLoad } from '../core/shared/service-load.js';
import { AbandonedBackends } from './abandoned-backends.js';
import { connectionTo } from './primary/connection-to.js';
import { TimedStatements } from './timed-statements.js';

/**
 * A statement of the hot path. Its name is used when it may be prepared once for each connection.
 */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/** Connections beyond those for reads and records: for health, keys, refusals and partitions. */
const spareConnections = 3;

const keepAliveAfterMs = 10_000;

/**
 * The connections of the application's hot path (the folder `hot-path`, which owns what a request
 * reads and records; it must never write a change of management). They are opened lazily: the process starts, and
 * stays up, without a database. No session state is relied on, so that a PgBouncer in transaction
 * mode may be used.
 */
export class Database {
  readonly #pool: pg.Pool;
  readonly #statements: TimedStatements;
  #partitionMissing = false;
  /** The setting that its URL was read from. */
  readonly setting: DatabaseSetting;

  constructor(
    private readonly config: DatabaseConfig,
    /** How PostgreSQL names its sessions. */
    name = 'portaria',
  ) {
    this.#pool = new pg.Pool({
      ...connectionTo(config.url()),
      max: 2 * config.maxInFlight + spareConnections,
      connectionTimeoutMillis: config.timeoutMs,
      application_name: name,
      keepAlive: true,
      // So that a server that vanished is noticed on an abandoned connection as well.
      keepAliveInitialDelayMillis: keepAliveAfterMs,
    });
    this.setting = config.setting ?? 'DATABASE_URL';
    this.#statements = new TimedStatements(config.timeoutMs, new AbandonedBackends(config.url));
    // An idle connection that breaks must not end the process; the next query opens another.
    this.#pool.on('error', () => undefined);
  }

  /**
   * Returns the rows of a statement. Throws `Refusal('unavailable')` when the database cannot be
   * reached or is too slow.
   */
  async query<Row extends pg.QueryResultRow>(
    { name, text }: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const named = this.config.namedStatements ? { name } : {};
    try {
      const client = await this.#pool.connect();
      const result = await this.#statements.run<Row>(client, { ...named, text, values: [...values] });
      return result.rows;
    } catch (cause) {
      if (isMissingPartition(cause)) this.#partitionMissing = true;
      throw isDataException(cause) ? cause : unavailable(cause);
    }
  }

  /** Returns whether a statement found no partition for its row since this was last asked. */
  takePartitionMissing(): boolean {
    const missing = this.#partitionMissing;
    this.#partitionMissing = false;
    return missing;
  }

  get load(): DatabaseLoad {
    const { totalCount: open, idleCount: idle, waitingCount: waiting, options } = this.#pool;
    return { max: options.max, open, idle, waiting, abandoned: this.#statements.abandoned };
  }

  async close(): Promise<void> {
    this.#statements.close();
    await this.#pool.end();
  }
}

const unavailable = (cause: unknown): Refusal => {
  const words = cause instanceof Error ? cause.message || cause.constructor.name : String(cause);
  return new Refusal(
    'unavailable',
    `database: ${words}`,
    { retryAfterSeconds: recoveryRetrySeconds },
    { cause },
  );
};

const checkViolation = '23514';

/**
 * Recognises SQLSTATE classes 22 and 23: one of the values is wrong, not the database. Code 23514
 * is excluded, because a missing day partition causes it as well.
 */
const isDataException = (cause: unknown): boolean =>
  cause instanceof pg.DatabaseError && /^2[23]/.test(cause.code ?? '') && cause.code !== checkViolation;

/** A violated check names its constraint; a row without a partition has none. */
const isMissingPartition = (cause: unknown): boolean =>
  cause instanceof pg.DatabaseError && cause.code === checkViolation && cause.constraint === undefined;
