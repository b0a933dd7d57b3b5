import { type DatabaseConfig, loadDatabaseConfig, loadManagementUrl } from '../config/config.js';
import { ConfigError, type Environment } from '../config/read-settings.js';
import { reasonOf } from '../core/shared/error-message.js';
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

/** Returns why something failed, as the log has it: doctor is for those who read the log. */
export const describeError = (error: unknown): string => {
  if (error instanceof ConfigError) return error.message.replace(/\s*\n\s*/g, ' ');
  // Of a connection that was tried at several addresses, Node says nothing but the class.
  return reasonOf(error) || (error instanceof Error ? error.constructor.name : '');
};
