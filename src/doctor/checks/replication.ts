import { type Check, ok, problem, skipped, warning } from '../check.js';

const readStandbys = {
  name: 'doctor-standbys',
  text: `
    SELECT current_setting('synchronous_standby_names') <> '' AS synchronous,
           count(r.pid)::integer AS standbys,
           count(r.pid) FILTER (WHERE r.state IS NULL)::integer AS hidden,
           max(pg_wal_lsn_diff(pg_current_wal_lsn(), r.replay_lsn))::float8 AS "lagBytes",
           max(extract(epoch FROM r.replay_lag))::float8 AS "lagSeconds"
    FROM (SELECT 1) AS one LEFT JOIN pg_stat_replication r ON r.state IS DISTINCT FROM 'backup'`,
};

interface Standbys {
  readonly synchronous: boolean;
  readonly standbys: number;
  /** Those that the login may not look at. */
  readonly hidden: number;
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
}

const lagBytesMax = 64 * 1024 * 1024;
const lagSecondsMax = 10;
const fix = 'Check the standby and the network between the two, and its log.';

/** The standbys of the primary are connected, and have replayed nearly everything. */
export const replicationCheck: Check = {
  name: 'replication',
  after: 'database',
  page: 'how-to/operator/replicate-postgresql',
  run: async ({ deployment: { database } }) => {
    const [row] = await database.connections.maintenance.query<Standbys & Record<string, unknown>>(
      readStandbys,
    );
    if (!row || (row.standbys === 0 && !row.synchronous))
      return ok('The database has no standby, and expects none.');
    if (row.standbys === 0)
      return problem('The database waits for a synchronous standby, and none is connected.', fix);
    if (row.hidden > 0)
      return skipped(
        'The database login may not look at the replication.',
        'Look at the alerts of PostgreSQL, or grant pg_read_all_stats to the login.',
      );
    const { lagBytes, lagSeconds } = row;
    if ((lagBytes ?? 0) > lagBytesMax || (lagSeconds ?? 0) > lagSecondsMax)
      return warning(
        `A standby is ${String(Math.round((lagBytes ?? 0) / 1024 / 1024))} MB and ${String(Math.round(lagSeconds ?? 0))} s behind.`,
        fix,
      );
    return ok(
      row.standbys === 1
        ? 'A standby is connected, and has replayed nearly everything.'
        : `${String(row.standbys)} standbys are connected, and have replayed nearly everything.`,
    );
  },
};
