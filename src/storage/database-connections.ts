import type { Config } from '../config/config.js';
import { Database } from './database.js';

/**
 * `DatabaseConnections`: the connections of the issue path, and those of what only a managing login may
 * do. With one login they are the same.
 */
export class DatabaseConnections {
  constructor(
    readonly issuing: Database,
    readonly managing: Database,
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
    return this.issuing !== this.managing;
  }

  /** One for each login. */
  get each(): readonly Database[] {
    return this.areDivided ? [this.issuing, this.managing] : [this.issuing];
  }

  async close(): Promise<void> {
    await Promise.all(this.each.map((database) => database.close()));
  }
}
