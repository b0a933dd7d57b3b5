import type { Database } from '../database.js';
import { databaseLoginLimits } from '../login-limits.js';

/**
 * `reset_val`: what a session begins with, wherever it was set: role, database or server. 0 is no
 * limit.
 */
const readMissing = {
  name: 'read-login-limits',
  text: `SELECT session_user::text AS login, array_agg(name::text ORDER BY name) AS missing
    FROM pg_settings WHERE name = ANY ($1) AND reset_val = '0' HAVING count(*) > 0`,
};

/** `MissingLimits`: the application's login, and the limits that it lacks. */
export interface MissingLimits {
  readonly login: string;
  readonly missing: readonly string[];
}

/** Detects a login that `portaria database prepare` did not limit, or of an older deployment. */
export class DatabaseLoginLimits {
  constructor(private readonly database: Database) {}

  /** Resolves to `null` when the login lacks none. */
  async missing(): Promise<MissingLimits | null> {
    const [row] = await this.database.query<{ login: string; missing: string[] }>(readMissing, [
      Object.keys(databaseLoginLimits),
    ]);
    return row ?? null;
  }
}
