import type { Config } from '../config/config.js';
import { Database } from './database.js';

/**
 * `DatabaseConnections`: the connections of the issue path, and those of what only a managing login may
 * do beside the changes of management, which have pools of their own (`ManagementPool`): jobs, and keys and
 * renewed tokens of operators. With one login the two are the same. In the metrics they are the pools
 * `issue` and `maintenance`.
 */
export class DatabaseConnections {
  constructor(
    readonly issuing: Database,
    readonly maintenance: Database,
  ) {}

  static open({
    database,
    managementDatabase,
  }: Pick<Config, 'database' | 'managementDatabase'>): DatabaseConnections {
    const issuing = new Database(database);
    if (managementDatabase === database) return new DatabaseConnections(issuing, issuing);
    return new DatabaseConnections(issuing, new Database(managementDatabase, 'portaria maintenance'));
  }

  /** Whether the two have logins of their own. */
  get areDivided(): boolean {
    return this.issuing !== this.maintenance;
  }

  /** One for each login. */
  get each(): readonly Database[] {
    return this.areDivided ? [this.issuing, this.maintenance] : [this.issuing];
  }

  async close(): Promise<void> {
    await Promise.all(this.each.map((database) => database.close()));
  }
}
