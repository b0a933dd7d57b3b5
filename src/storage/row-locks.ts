/** SQL pieces about locks, for statements where `l` is of pg_locks, `c` of pg_class and `a` of pg_stat_activity. */

/** Whether a lock is granted in this database. */
export const isGrantedHere =
  'l.granted AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())';

/**
 * Whether a lock is granted on a table of the product, of a mode that a change or `SELECT ... FOR UPDATE` takes. Which row
 * it is for is recorded nowhere.
 */
export const isRowLock = `${isGrantedHere} AND l.locktype = 'relation' AND l.mode IN ('RowShareLock', 'RowExclusiveLock')
        AND c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace`;

/** How a session is named to an operator. */
export const sessionName = `format('process %s, user %s, application %s', a.pid, a.usename, coalesce(nullif(a.application_name, ''), '?'))`;
