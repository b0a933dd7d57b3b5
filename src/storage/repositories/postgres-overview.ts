import type { EntityManager } from 'typeorm';
import type {
  DatabaseState,
  ExpiryCounts,
  OverviewReader,
  RouteTablesOfProcess,
  SeenProcess,
  Standby,
} from '../../core/overview/overview-reader.js';
import { routeTablesKey } from '../../core/overview/process-settings.js';
import { countPartitions, type PartitionCount } from '../count-partitions.js';
import { expiringCertificates, expiringSecrets } from '../expiring-rows.js';

const countedMaxDefault = 10_000;

/** The planner may otherwise read a table for each row, where it does not know yet how many rows there are. */
const indexesOnly = `SELECT set_config('enable_seqscan', 'off', true)`;

/** The soonest ends are counted, by index, and no more of them than this. */
const countOf = (expiring: string, countedMax: number): string => `
  WITH counted AS MATERIALIZED (
    SELECT ends_at FROM (${expiring}) AS x ORDER BY ends_at LIMIT ${String(countedMax + 1)})
  SELECT (count(*) FILTER (WHERE NOT ended))::integer AS "within30Days",
         (count(*) FILTER (WHERE NOT ended AND ends_at < now + interval '7 days'))::integer AS "within7Days",
         (count(*) FILTER (WHERE NOT ended AND ends_at < now + interval '1 day'))::integer AS "within1Day",
         (count(*) FILTER (WHERE ended))::integer AS expired,
         (SELECT count(*) > ${String(countedMax)} FROM counted) AS more
  FROM (SELECT c.ends_at, t.now, c.ends_at < t.now AS ended
        FROM counted c, (SELECT clock_timestamp() AS now) AS t ORDER BY c.ends_at LIMIT ${String(countedMax)}) AS q`;

const isRunning = `last_seen_at > clock_timestamp() - interval '30 seconds'`;
/** A table of at most some 1000 rows. */
const seenProcesses = `
  SELECT id, host, role, version, started_at AS "startedAt", last_seen_at AS "lastSeenAt",
         CASE WHEN ${isRunning} THEN 'running' ELSE 'missing' END AS state
  FROM process_heartbeat`;
const newestProcesses = 'ORDER BY last_seen_at DESC, id LIMIT 100';
const readProcesses = `
  ${seenProcesses} WHERE last_seen_at > clock_timestamp() - interval '1 hour' ${newestProcesses}`;

/** A process of a release before this one says nothing of its master keys. */
const readWithoutMasterKey = `
  ${seenProcesses}
  WHERE ${isRunning} AND master_keys <> '' AND strpos(master_keys, $1) = 0
  ${newestProcesses}`;

const readRouteTables = `
  SELECT id, host, role, settings ->> '${routeTablesKey}' AS digest
  FROM process_heartbeat WHERE ${isRunning} AND role <> 'manage' ORDER BY host, id LIMIT 100`;

/**
 * A connection that only takes a backup is no standby. A standby that has replayed everything has no
 * lag, while PostgreSQL still knows the last one that it measured.
 */
const readStandbys = `
  SELECT application_name AS name, r.state, r.sync_state <> 'async' AS synchronous,
         CASE WHEN r.replay_lsn < w.lsn THEN pg_wal_lsn_diff(w.lsn, r.replay_lsn)::float8
              WHEN r.replay_lsn >= w.lsn THEN 0 END AS "lagBytes",
         CASE WHEN r.replay_lsn >= w.lsn THEN 0 ELSE extract(epoch FROM r.replay_lag)::float8 END AS "lagSeconds"
  FROM pg_stat_replication r,
       (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END AS lsn) AS w
  WHERE r.state IS DISTINCT FROM 'backup' ORDER BY r.application_name, r.pid LIMIT 20`;

/** The time between two statements is that of a round trip, by one clock. */
const readClock = `SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS "atMs"`;

/** Reads the figures about the whole gateway in one transaction. */
export class PostgresOverview implements OverviewReader {
  constructor(
    private readonly manager: EntityManager,
    private readonly countedMax = countedMaxDefault,
  ) {}

  certificates(): Promise<ExpiryCounts> {
    return this.count(expiringCertificates);
  }

  secrets(): Promise<ExpiryCounts> {
    return this.count(expiringSecrets);
  }

  processes(): Promise<SeenProcess[]> {
    return this.manager.query<SeenProcess[]>(readProcesses);
  }

  routeTables(): Promise<RouteTablesOfProcess[]> {
    return this.manager.query<RouteTablesOfProcess[]>(readRouteTables);
  }

  processesWithoutMasterKey(id: string): Promise<SeenProcess[]> {
    return this.manager.query<SeenProcess[]>(readWithoutMasterKey, [id]);
  }

  async database(): Promise<DatabaseState> {
    const startedMs = await this.clockMs();
    const roundTripMs = Math.max(0, (await this.clockMs()) - startedMs);
    const [partitions] = await this.manager.query<PartitionCount[]>(countPartitions);
    const standbys = await this.manager.query<Standby[]>(readStandbys);
    return {
      roundTripMs: Math.round(roundTripMs * 10) / 10,
      partitionsEndAt: new Date((partitions?.ends_at ?? 0) * 1000),
      standbys,
    };
  }

  private async clockMs(): Promise<number> {
    const [row] = await this.manager.query<{ atMs: number }[]>(readClock);
    return row?.atMs ?? 0;
  }

  private async count(expiring: string): Promise<ExpiryCounts> {
    await this.manager.query(indexesOnly);
    const [counts] = await this.manager.query<ExpiryCounts[]>(countOf(expiring, this.countedMax));
    if (!counts) throw new Error('the database returned no row');
    return counts;
  }
}
