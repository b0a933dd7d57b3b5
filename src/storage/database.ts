import pg from 'pg';
import type { DatabaseConfig } from '../config/config.js';
import { Refusal } from '../core/refusal.js';

/** A statement of the hot path: its name, when it may be prepared once for each connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const retryAfterSeconds = 2;
/** Beyond the lanes of reads and of records: health, keys, refusals, partitions. */
const spareConnections = 3;

/**
 * The connections of the application's hot path. Lazy: the process starts, and stays up, without a database. It relies on
 * no session state, so that a PgBouncer in transaction mode may stand between.
 */
export class Database {
  readonly #pool: pg.Pool;

  constructor(private readonly config: DatabaseConfig) {
    this.#pool = new pg.Pool({
      connectionString: config.url(),
      max: 2 * config.lanes + spareConnections,
      connectionTimeoutMillis: config.timeoutMs,
      // On the client's side, since a PgBouncer refuses a statement_timeout in the startup packet. The pool closes
      // a connection whose query was given up.
      query_timeout: config.timeoutMs,
      application_name: 'portaria',
      keepAlive: true,
    });
    // A connection that dies idle must not take the process with it; the next query opens another.
    this.#pool.on('error', () => undefined);
  }

  /** Rows of a statement. Throws `Refusal('unavailable')` when the database cannot be reached or is too slow. */
  async query<Row extends pg.QueryResultRow>(
    { name, text }: Statement,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const named = this.config.namedStatements ? { name } : {};
    try {
      const result = await this.#pool.query<Row>({ ...named, text, values: [...values] });
      return result.rows;
    } catch (cause) {
      throw isDataException(cause) ? cause : unavailable(cause);
    }
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}

const unavailable = (cause: unknown): Refusal => {
  const words = cause instanceof Error ? cause.message || cause.constructor.name : String(cause);
  return new Refusal('unavailable', `database: ${words}`, { retryAfterSeconds }, { cause });
};

/**
 * SQLSTATE classes 22 and 23: one of the values is at fault, not the database. Except 23514, which is also what a missing
 * day partition gives.
 */
const isDataException = (cause: unknown): boolean =>
  cause instanceof pg.DatabaseError && /^2[23]/.test(cause.code ?? '') && cause.code !== '23514';
