import { DataSource, type EntityManager, TypeORMError } from 'typeorm';
import type { DatabaseConfig } from '../../config/config.js';
import { databaseFailure } from './database-failure.js';
import { bookRows } from './rows.js';

/** Management is a few people at a time. */
const connectionsMax = 4;

/**
 * The connections of management, apart from the hot path's. Lazy: it connects at its first transaction, and again after
 * a failure. Relies on no session state, so that a PgBouncer in transaction mode may stand between.
 */
export class BookConnection {
  #source: Promise<DataSource> | null = null;

  constructor(private readonly config: Pick<DatabaseConfig, 'url' | 'timeoutMs'>) {}

  /** Runs `work` in one transaction. What the database objects to becomes a `ManagementError`. */
  async transaction<T>(
    isolation: 'READ COMMITTED' | 'REPEATABLE READ',
    work: (rows: EntityManager) => Promise<T>,
  ): Promise<T> {
    const own = new Set<unknown>();
    try {
      const source = await this.connected();
      return await source.transaction(isolation, (rows) =>
        work(rows).catch((error: unknown) => {
          // A mistake of ours is none of the database's: it keeps its own words.
          if (!(error instanceof TypeORMError)) own.add(error);
          throw error;
        }),
      );
    } catch (error) {
      throw own.has(error) ? error : databaseFailure(error);
    }
  }

  async close(): Promise<void> {
    const source = await this.#source?.catch(() => null);
    this.#source = null;
    if (source?.isInitialized) await source.destroy();
  }

  private connected(): Promise<DataSource> {
    this.#source ??= this.open().catch((error: unknown) => {
      this.#source = null;
      throw error;
    });
    return this.#source;
  }

  private open(): Promise<DataSource> {
    const source = new DataSource({
      type: 'postgres',
      url: this.config.url(),
      entities: bookRows,
      // The migrations make the schema, and the application's login could not change it anyway.
      synchronize: false,
      installExtensions: false,
      applicationName: 'portaria management',
      connectTimeoutMS: this.config.timeoutMs,
      // A connection that dies idle must not take the process with it; the next transaction opens another.
      poolErrorHandler: () => undefined,
      extra: { max: connectionsMax, keepAlive: true },
    });
    return source.initialize();
  }
}
