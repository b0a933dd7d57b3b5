import { isRowLock, sessionName } from '../row-locks.js';

/**
 * SQL that names the sessions of others that hold rows of the product. When a transaction of another login began is
 * hidden, so such a session counts. Statements of the product itself end within seconds.
 */
export const sessionsWithRowLocks = `
  SELECT string_agg(${sessionName}
                    || coalesce(', since ' || to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), ''),
                    '; ' ORDER BY a.xact_start) AS sessions
  FROM pg_stat_activity a
  WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
    AND EXISTS (
      SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
      WHERE l.pid = a.pid AND ${isRowLock})
    AND NOT EXISTS (SELECT FROM pg_locks w WHERE w.pid = a.pid AND NOT w.granted)
    AND CASE WHEN a.application_name LIKE 'portaria%' THEN a.xact_start < clock_timestamp() - interval '20 seconds'
             ELSE coalesce(a.xact_start < clock_timestamp() - interval '5 seconds', true) END`;
