/**
 * Limits for whatever runs under the application's login, so that a session that hangs, or is left
 * open by a person, ends itself: one that has the barrier or a row keeps every token, or an
 * operator, waiting. The statements of the product set shorter limits of their own.
 */
export const databaseLoginLimits = {
  lock_timeout: '10s',
  statement_timeout: '30s',
  idle_in_transaction_session_timeout: '15s',
} as const;

/**
 * Every default that `portaria database prepare` sets. The isolation is the one under which the record
 * functions may be called. The warning that no standby has a commit must reach the process
 * (`confirmed-commit.ts`).
 */
export const databaseLoginSettings: Readonly<Record<string, string>> = {
  ...databaseLoginLimits,
  default_transaction_isolation: 'read committed',
  client_min_messages: 'warning',
};

/** `UnexpectedDatabaseLoginSetting`: a default of a login that `portaria database prepare` did not set. */
export interface UnexpectedDatabaseLoginSetting {
  readonly login: string;
  readonly name: string;
  readonly value: string;
  /** What it sets instead; `null`: nothing. */
  readonly expected: string | null;
  /** Whether it is the login of this session. */
  readonly own: boolean;
}

/**
 * Selects the defaults of the application's logins that are unexpected, in this database and in all.
 * Attack: a role may change its own defaults (ALTER ROLE), also those of the sessions that the
 * processes open afterwards. A missing one is not unexpected: `DatabaseLoginSettingsCheck` warns of it.
 */
export const unexpectedLoginSettings = {
  name: 'read-unexpected-login-settings',
  text: `
    SELECT r.rolname::text AS login, s.name, s.value, e.value AS expected,
           r.rolname = session_user AS own
    FROM pg_catalog.pg_db_role_setting d
    JOIN pg_catalog.pg_roles r ON r.oid = d.setrole
    CROSS JOIN LATERAL (
      SELECT split_part(c, '=', 1) AS name, substr(c, strpos(c, '=') + 1) AS value FROM unnest(d.setconfig) AS c) AS s
    LEFT JOIN unnest($1::text[], $2::text[]) AS e (name, value) ON e.name = s.name
    WHERE d.setdatabase IN (0, (SELECT b.oid FROM pg_catalog.pg_database b WHERE b.datname = current_database()))
      AND s.value IS DISTINCT FROM e.value
      AND (r.rolname = session_user OR EXISTS (
        SELECT FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
        WHERE m.member = r.oid AND NOT m.admin_option AND g.rolname IN ('portaria_app', 'portaria_issue', 'portaria_manage')))
    ORDER BY 1, 2, 3`,
  values: [Object.keys(databaseLoginSettings), Object.values(databaseLoginSettings)],
} as const;
