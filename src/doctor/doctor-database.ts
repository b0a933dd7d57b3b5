import { type DatabaseConfig, loadDatabaseConfig, loadManagementUrl } from '../config/config.js';
import type { Environment } from '../config/read-settings.js';
import { Database } from '../storage/database.js';
import { DatabaseConnections } from '../storage/database-connections.js';

/** Statements of a check end before the check does. */
const statementMs = 4000;

/** The database, by the logins of the application. It is connected when a check first asks. */
export class DoctorDatabase {
  #connections: DatabaseConnections | null = null;

  constructor(private readonly values: Environment) {}

  /** Throws `ConfigError` when the settings name no usable database. */
  get connections(): DatabaseConnections {
    return (this.#connections ??= this.open());
  }

  async close(): Promise<void> {
    await this.#connections?.close().catch(() => undefined);
  }

  private open(): DatabaseConnections {
    const config: DatabaseConfig = { ...loadDatabaseConfig(this.values), timeoutMs: statementMs };
    const managing = loadManagementUrl(this.values);
    const issuing = new Database(config, 'portaria doctor');
    return new DatabaseConnections(
      issuing,
      managing === null
        ? issuing
        : new Database({ ...config, url: managing, setting: 'MANAGE_DATABASE_URL' }, 'portaria doctor'),
    );
  }
}
