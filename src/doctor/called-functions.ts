import type { ProcessRole } from '../core/shared/process-role.js';
import type { Database } from '../storage/database.js';

/** The functions of the database that a process may call, by its role. One that an older release lacks is no matter. */
export const calledFunctions = {
  issue: [
    'acknowledge_reused_family',
    'add_token_request_counts',
    'create_partitions_ahead',
    'end_reused_family',
    'has_unpeppered_digests',
    'live_signing_keys',
    'peppers_in_use',
    'read_certificate_refusals',
    'read_clients',
    'read_realm_user',
    'read_refresh_family',
    'record_process',
    'record_settings',
    'record_tokens',
    'record_tokens_once',
    'record_user_issuance',
    'remove_process',
    'settled_time',
    'what_keeps_clients_unread',
    'what_keeps_records_out',
  ],
  manage: [
    'add_token_request_counts',
    'append_audit',
    'clear_ended_assertions',
    'clear_ended_revocations',
    'clear_missing_processes',
    'clear_old_token_request_counts',
    'create_partitions_ahead',
    'drop_old_partitions',
    'end_repeated_refusals',
    'has_unpeppered_digests',
    'live_admin_keys',
    'live_signing_keys',
    'maintain_partitions',
    'observe_hour',
    'peppers_in_use',
    'read_clients',
    'read_signing_keys',
    'record_like_refusal',
    'record_process',
    'record_refusal',
    'record_renewed_tokens',
    'record_settings',
    'record_tokens',
    'remove_process',
    'settled_time',
    'what_keeps_changes_out',
    'what_keeps_clients_unread',
    'what_keeps_records_out',
  ],
} as const;

const readForbidden = {
  name: 'doctor-forbidden-functions',
  text: `
    SELECT session_user::text AS login, p.proname::text AS function
    FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace AND p.proname = ANY ($1::text[])
    GROUP BY p.proname HAVING NOT bool_or(has_function_privilege(p.oid, 'EXECUTE')) ORDER BY p.proname`,
};

/** Returns the functions that the login of a process must call and may not, as sentences; empty: there are none. */
export const forbiddenFunctions = async (
  database: Database,
  role: ProcessRole,
): Promise<readonly string[]> => {
  const names =
    role === 'all' ? [...calledFunctions.issue, ...calledFunctions.manage] : calledFunctions[role];
  const rows = await database.query<{ login: string; function: string }>(readForbidden, [names]);
  const [first] = rows;
  if (!first) return [];
  return [`The database login ${first.login} may not call ${rows.map((row) => row.function).join(', ')}.`];
};
