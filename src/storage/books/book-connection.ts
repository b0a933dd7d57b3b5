import { DataSource, type EntityManager } from 'typeorm';
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

  /** Runs `work` in one transaction. Throws `ManagementError`. */
  async transaction<T>(
    isolation: 'READ COMMITTED' | 'REPEATABLE READ',
    work: (rows: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      const source = await this.connected();
      return await source.transaction(isolation, work);
    } catch (error) {
      throw databaseFailure(error);
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
