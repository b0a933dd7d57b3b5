import pg from 'pg';
import {
  DataSource,
  type EntityManager,
  type QueryRunner,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
  TypeORMError,
} from 'typeorm';
import type { DatabaseLoad } from '../../core/shared/service-load.js';
import { AbandonedBackends } from '../abandoned-backends.js';
import { connectionTo } from '../primary/connection-to.js';
import { managementRows } from '../rows/management-rows.js';
import { withTimeout } from '../timed-statements.js';
import { endedByDatabase, isCancelledChange, keptOut, toManagementError } from './database-failure.js';
import { managementConnectionsMax, nothingOpened } from './management-connections.js';
import type { ManagementDatabaseConfig } from './management-database.js';
import { type ConnectionDisposal, runStatement, runTransaction } from './run-transaction.js';
import { sessionsWithRowLocks } from './sessions-with-row-locks.js';
import { traceStatements } from './trace-statements.js';
import { type Isolation, isolationAndLimits } from './transaction-limits.js';

/** `ManagementUser`: who uses a pool of connections. */
export type ManagementUser = 'operators' | 'merchants';

const applicationNames = {
  operators: 'portaria management',
  merchants: 'portaria self-service',
} as const satisfies Record<ManagementUser, string>;

/**
 * How long a merchant's change waits for a row that another change holds. It holds a connection of
 * the pool meanwhile, so a long wait would let one account keep the others out. `0`: operators wait
 * as long as a statement may, because their revocation must come through.
 */
const lockMsMax = { operators: 0, merchants: 1000 } as const satisfies Record<ManagementUser, number>;

/** A function of the migrations. It takes the locks that a change takes, of no account, and writes nothing. */
const whatKeepsChangesOut = 'SELECT what_keeps_changes_out() AS what';
/** A statement is cancelled after 8 s, and NGINX waits for 15 s. */
const explanationMsMax = 2500;

/**
 * A pool of connections of management, separate from the hot path's. Operators and merchants have
 * one each, so that a merchant can never use up the connections that an operator revokes over. It
 * connects at its first transaction, and again after a failure. It uses no session state, so that a
 * PgBouncer in transaction mode may be used.
 */
export class ManagementPool {
  #source: Promise<DataSource> | null = null;
  #pool: pg.Pool | null = null;
  readonly #closing = new AbortController();
  readonly #disposal: ConnectionDisposal;

  constructor(
    private readonly config: ManagementDatabaseConfig,
    private readonly user: ManagementUser = 'operators',
  ) {
    const backends = new AbandonedBackends(config.url);
    this.#disposal = { closing: this.#closing.signal, backends, abandoned: { count: 0 } };
  }

  /**
   * Runs `work` in one transaction, which the database ends after 10 s. If the database does not say
   * so, it is abandoned after 12 s; its commit is abandoned after 4 s more. An error of the database
   * becomes a `ManagementError`.
   */
  async transaction<T>(isolation: Isolation, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const own = new Set<unknown>();
    const limited = async (manager: EntityManager): Promise<T> => {
      try {
        await manager.query(isolationAndLimits(isolation, lockMsMax[this.user]));
        return await work(manager);
      } catch (error) {
        // A programming error is not the database's: it keeps its own message.
        if (!(error instanceof TypeORMError)) own.add(error);
        throw error;
      }
    };
    try {
      return await this.inSpan(async () => {
        const source = await this.connected();
        return await runTransaction(this.runnerOf(source), limited, this.#disposal);
      });
    } catch (error) {
      throw own.has(error) ? error : await this.explained(this.managementErrorOf(error));
    }
  }

  /** Runs one statement in a transaction of its own, which limits itself by its text. */
  async statement(text: string, values: readonly unknown[]): Promise<void> {
    try {
      const source = await this.connected();
      await runStatement(this.runnerOf(source), { text, values }, this.#disposal);
    } catch (error) {
      throw this.managementErrorOf(error);
    }
  }

  get load(): DatabaseLoad {
    if (!this.#pool) return nothingOpened;
    const { totalCount: open, idleCount: idle, waitingCount: waiting } = this.#pool;
    return { max: managementConnectionsMax, open, idle, waiting, abandoned: this.#disposal.abandoned.count };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const source = await this.#source?.catch(() => null);
    this.#source = null;
    if (source?.isInitialized) await source.destroy();
  }

  private managementErrorOf(error: unknown): unknown {
    return isEndedByDatabase(error) ? endedByDatabase(error) : toManagementError(error, this.config.setting);
  }

  /** Adds to the error of a cancelled change which lock of others keeps every change out, if one does. */
  private async explained(error: unknown): Promise<unknown> {
    if (!isCancelledChange(error)) return error;
    const what = await this.whatKeepsChangesOut().catch(() => null);
    return what === null ? error : keptOut(what, error);
  }

  private async whatKeepsChangesOut(): Promise<string | null> {
    const source = await this.connected();
    const asked = source.query<{ what: string | null }[]>(whatKeepsChangesOut);
    const [row] = await withTimeout(asked, explanationMsMax);
    return row?.what ?? (await this.rowLocksOfOthers(source));
  }

  /** A row, such as that of one account, is none of the locks that every change takes. */
  private async rowLocksOfOthers(source: DataSource): Promise<string | null> {
    const asked = source.query<{ sessions: string | null }[]>(sessionsWithRowLocks);
    const [row] = await withTimeout(asked, explanationMsMax);
    return row?.sessions ? `a transaction of others holds row locks (${row.sessions})` : null;
  }

  private inSpan<T>(work: () => Promise<T>): Promise<T> {
    return this.config.tracing?.step({ name: 'transaction' }, work) ?? work();
  }

  private runnerOf(source: DataSource): QueryRunner {
    const runner = source.createQueryRunner();
    if (this.config.tracing) traceStatements(runner, this.config.tracing);
    return runner;
  }

  private connected(): Promise<DataSource> {
    this.#source ??= this.open().catch((error: unknown) => {
      this.#source = null;
      throw error;
    });
    return this.#source;
  }

  private async open(): Promise<DataSource> {
    const { connectionString, Client } = connectionTo(this.config.url());
    const source = new DataSource({
      type: 'postgres',
      // By itself TypeORM looks for it in node_modules, which is not there beside the packed program.
      driver: pg,
      url: connectionString,
      entities: managementRows,
      // The migrations create the schema, and the application's login could not change it.
      synchronize: false,
      installExtensions: false,
      applicationName: applicationNames[this.user],
      // Also how long a transaction waits for a free connection.
      connectTimeoutMS: this.config.timeoutMs,
      // A connection that breaks while idle must not end the process; the next transaction opens
      // another.
      poolErrorHandler: () => undefined,
      extra: { Client, max: managementConnectionsMax, keepAlive: true },
    });
    await source.initialize();
    this.#pool = (source.driver as unknown as { readonly master: pg.Pool }).master;
    return source;
  }
}

/** TypeORM throws these when the database ended the connection between two statements: no later one was sent. */
const isEndedByDatabase = (error: unknown): boolean =>
  error instanceof QueryRunnerAlreadyReleasedError ||
  error instanceof QueryRunnerProviderAlreadyReleasedError;
