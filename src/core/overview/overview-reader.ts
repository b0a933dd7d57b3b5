import type { ProcessRole } from '../shared/process-role.js';

/**
 * How many end soon, and how many have ended in the last 30 days and have no used replacement. Each
 * of the first three includes those that end earlier, but for the expired ones.
 *
 * This folder owns the figures about the whole gateway; it must never decide anything by them.
 */
export interface ExpiryCounts {
  readonly within30Days: number;
  readonly within7Days: number;
  readonly within1Day: number;
  readonly expired: number;
  /** Whether there are more than were counted, which all end later than those. */
  readonly more: boolean;
}

/** A process that has been seen in the last hour. */
export interface SeenProcess {
  readonly id: string;
  readonly host: string;
  readonly role: ProcessRole;
  readonly version: string;
  /** `missing`: it has not been seen for 30 seconds, and did not end as it should. */
  readonly state: 'running' | 'missing';
  readonly startedAt: Date;
  readonly lastSeenAt: Date;
}

/** A running process that answers for protected APIs, and which route tables it has in force. */
export interface RouteTablesOfProcess extends Pick<SeenProcess, 'id' | 'host' | 'role'> {
  /** The digest of all its tables; `null`: it says nothing of them. */
  readonly digest: string | null;
}

/**
 * A standby that is connected to the primary. What the database login may not see is `null`
 * (PostgreSQL: `pg_read_all_stats`).
 */
export interface Standby {
  readonly name: string | null;
  readonly state: string | null;
  /** Whether a commit waits for it. */
  readonly synchronous: boolean | null;
  /** What it has not replayed yet. */
  readonly lagBytes: number | null;
  readonly lagSeconds: number | null;
}

export interface DatabaseState {
  /** What one statement of this request took, from this process to the database and back. */
  readonly roundTripMs: number;
  /** The first moment without a partition, from which on no token is issued. */
  readonly partitionsEndAt: Date;
  readonly standbys: readonly Standby[];
}

/** Each method does a bounded amount of work, whatever the number of accounts. */
export interface OverviewReader {
  certificates(): Promise<ExpiryCounts>;
  secrets(): Promise<ExpiryCounts>;
  /** Returns at most 100, the last seen first. */
  processes(): Promise<readonly SeenProcess[]>;
  /** Returns at most 100 running processes that do not know a master key, which is named by its id. */
  processesWithoutMasterKey(id: string): Promise<readonly SeenProcess[]>;
  /** Returns at most 100 running processes that answer for protected APIs, by host. */
  routeTables(): Promise<readonly RouteTablesOfProcess[]>;
  database(): Promise<DatabaseState>;
}
