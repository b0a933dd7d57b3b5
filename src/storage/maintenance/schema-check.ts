import { DeploymentError } from '../../core/shared/deployment-error.js';
import type { Database } from '../database.js';

const readApplied = { name: 'read-applied', text: 'SELECT name FROM schema_migration' };
const readExists = {
  name: 'read-schema',
  text: `SELECT to_regclass('public.schema_migration') IS NOT NULL AS exists`,
};

/** Checks whether this release may work with the schema of the database. */
export class SchemaCheck {
  constructor(
    private readonly database: Database,
    private readonly known: readonly string[],
  ) {}

  /**
   * Throws `DeploymentError` when it may not. A migration that is newer than this release is accepted
   * unless it is marked breaking.
   */
  async check(): Promise<void> {
    const [row] = await this.database.query<{ exists: boolean }>(readExists);
    const applied = row?.exists ? await this.database.query<{ name: string }>(readApplied) : [];
    const names = new Set(applied.map(({ name }) => name));
    const missing = this.known.filter((name) => !names.has(name));
    if (missing.length > 0) {
      throw new DeploymentError(
        `The database lacks ${String(missing.length)} migration(s), first ${String(missing[0])}. Run: portaria migrate`,
      );
    }
    const breaking = [...names].filter((name) => name.startsWith('Breaking') && !this.known.includes(name));
    if (breaking.length > 0) {
      throw new DeploymentError(
        `The database was migrated by a newer release (${breaking.join(', ')}). Run that release, or restore a backup.`,
      );
    }
  }
}
