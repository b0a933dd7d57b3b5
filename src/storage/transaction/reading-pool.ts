import pg from 'pg';
import type { DatabaseSetting } from '../../config/config.js';
import type { DatabaseLoad } from '../../core/shared/service-load.js';
import { AbandonedBackends } from '../abandoned-backends.js';
import { connectionTo } from '../primary/connection-to.js';
import { cancelUntilEnded, StatementTimeout, withTimeout } from '../timed-statements.js';
import { toManagementError } from './database-failure.js';
import type { ManagementDatabaseConfig } from './management-database.js';
import type { Statements, Transactions } from './statements.js';
import { setLimits, transactionLimits, workMsMax } from './transaction-limits.js';

/** One reads at a time; the others wait for it. */
const connectionsMax = 1;

/**
 * Runs transactions that only read, over a connection of its own, with the limits of management. A
 * process can read this way without TypeORM, which takes some 20 MB.
 */
export class ReadingPool implements Transactions {
  readonly #pool: pg.Pool;
  readonly #backends: AbandonedBackends;
  readonly #closing = new AbortController();
  readonly #setting: DatabaseSetting | undefined;
  #abandoned = 0;

  constructor({ url, timeoutMs, setting }: ManagementDatabaseConfig, applicationName: string) {
    this.#setting = setting;
    this.#pool = new pg.Pool({
      ...connectionTo(url()),
      max: connectionsMax,
      connectionTimeoutMillis: timeoutMs,
      application_name: applicationName,
      keepAlive: true,
    });
    this.#backends = new AbandonedBackends(url);
    // An idle connection that breaks must not end the process; the next transaction opens another.
    this.#pool.on('error', ignore);
  }

  /** An error of the database becomes a `ManagementError`. */
  async transaction<T>(
    isolation: 'READ COMMITTED' | 'REPEATABLE READ',
    work: (statements: Statements) => Promise<T>,
  ): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw toManagementError(error, this.#setting);
    });
    // A connection that breaks rejects its statement; the event beside it must not end the process.
    client.on('error', ignore);
    const running = readIn(client, isolation, work);
    try {
      const result = await withTimeout(running, workMsMax);
      client.removeListener('error', ignore);
      client.release();
      return result;
    } catch (error) {
      if (!(error instanceof StatementTimeout)) {
        // Closed, which also rolls back.
        client.release(true);
        throw error;
      }
      void this.giveUp(client, running);
      throw toManagementError(error, this.#setting);
    }
  }

  get load(): DatabaseLoad {
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { max: connectionsMax, open, idle, waiting, abandoned: this.#abandoned };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#pool.end();
  }

  /** The connection keeps its place in the pool until the server has ended what it ran. Never rejects. */
  private async giveUp(client: pg.PoolClient, running: Promise<unknown>): Promise<void> {
    this.#abandoned += 1;
    await cancelUntilEnded({ client, running, backends: this.#backends }, this.#closing.signal);
    this.#abandoned -= 1;
    client.release(true);
  }
}

const ignore = (): void => undefined;

const failed = (error: unknown): never => {
  throw toManagementError(error);
};

const readIn = async <T>(
  client: pg.PoolClient,
  isolation: string,
  work: (statements: Statements) => Promise<T>,
): Promise<T> => {
  const query = async (text: string, values?: unknown[]): Promise<unknown> =>
    (await client.query(text, values).catch(failed)).rows as unknown;
  await query(`BEGIN ISOLATION LEVEL ${isolation} READ ONLY`);
  await query(setLimits, transactionLimits(0));
  const result = await work({ query });
  await query('COMMIT');
  return result;
};
