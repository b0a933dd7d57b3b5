import type { QueryResultRow } from 'pg';
import type { DatabaseSetting } from '../../config/config.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import type { DatabaseConnections } from '../database-connections.js';
import {
  databaseLoginLimits,
  type UnexpectedDatabaseLoginSetting,
  unexpectedLoginSettings,
} from '../database-login-settings.js';

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

/** In lower case: what decides what a statement reads or does, or in which form its result arrives. */
const decisive: ReadonlySet<string> = new Set([
  ...['array_nulls', 'backslash_quote', 'bytea_output', 'client_encoding', 'datestyle'],
  ...[
    'default_transaction_isolation',
    'default_transaction_read_only',
    'extra_float_digits',
    'intervalstyle',
  ],
  ...['quote_all_identifiers', 'role', 'row_security', 'search_path', 'session_replication_role'],
  ...['standard_conforming_strings', 'transform_null_equals', 'xmloption'],
]);

/** Checks the settings of the database logins. Detects a login that `portaria database prepare` did not limit, or of an older deployment. */
export class DatabaseLoginSettingsCheck {
  constructor(private readonly connections: DatabaseConnections) {}

  /** Resolves to the logins that lack any. */
  async missingLimits(): Promise<readonly MissingLimits[]> {
    const names = Object.keys(databaseLoginLimits);
    const found = await Promise.all(
      this.connections.each.map((database) =>
        database.query<{ login: string; missing: string[] }>(readMissing, [names]),
      ),
    );
    return found.flat();
  }

  /**
   * Resolves to the defaults of the process's own logins that `portaria database prepare` did not set,
   * and that change nothing of what a statement means. Throws `DeploymentError` when one does.
   */
  async unexpectedSettings(): Promise<readonly UnexpectedDatabaseLoginSetting[]> {
    const { values, ...statement } = unexpectedLoginSettings;
    const all = await Promise.all(
      this.connections.each.map(async (database) => {
        const found = await database.query<UnexpectedDatabaseLoginSetting & QueryResultRow>(
          statement,
          values,
        );
        const own = found.filter((one) => one.own);
        const refused = own.find(isDecisive);
        if (refused) throw changedMeaning(refused, database.setting);
        return own;
      }),
    );
    return all.flat();
  }
}

/** `client_min_messages = error` hides the warning that no standby has a commit. */
const isDecisive = ({ name, value }: UnexpectedDatabaseLoginSetting): boolean =>
  decisive.has(name.toLowerCase()) || (name === 'client_min_messages' && value === 'error');

const changedMeaning = (
  { login, name, value }: UnexpectedDatabaseLoginSetting,
  setting: DatabaseSetting,
): DeploymentError =>
  new DeploymentError(
    `${setting}: the login ${login} has the default ${name} = '${value}' (ALTER ROLE), which changes what statements mean. ` +
      'Run portaria database prepare, which resets the defaults of the login. If no operator set it, the password of the ' +
      'login is known to an attacker: change it first',
  );
