import { countPartitions, type PartitionCount } from '../count-partitions.js';
import type { DatabaseConnections } from '../database-connections.js';

/** The functions of the database have other words (docs/adr/0021). */
const action =
  "CASE action WHEN 'made' THEN 'created' WHEN 'kept' THEN 'drop postponed' WHEN 'blocked' THEN 'not attached' ELSE action END AS action";

const dropOld = {
  name: 'drop-old-partitions',
  text: `SELECT ${action}, partition FROM drop_old_partitions($1, $2, to_timestamp($3::float8 / 1000))`,
};

const createAhead = {
  name: 'create-partitions',
  text: `SELECT ${action}, partition FROM create_partitions_ahead()`,
};

const readRetention = { name: 'read-retention', text: 'SELECT parent, days FROM retention' };

/**
 * Names the tables with the name of a partition that get no records, from yesterday on: detached, or with a
 * detach that is pending. Of older days only those that are pending: another detach fails while one is.
 */
const selectDetached = `
  SELECT p.parent, c.relname AS name, i.inhrelid IS NOT NULL AS pending, c.relname < first.name AS past
  FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent)
  CROSS JOIN LATERAL (
    SELECT p.parent || '_' || to_char((clock_timestamp() AT TIME ZONE 'UTC')::date - 1, 'YYYYMMDD') AS name) AS first
  JOIN pg_class c ON c.relnamespace = 'public'::regnamespace AND c.relname ~ ('^' || p.parent || '_[0-9]{8}$')
  LEFT JOIN pg_inherits i ON i.inhrelid = c.oid AND i.inhparent = p.parent::regclass
  WHERE i.inhdetachpending OR (i.inhrelid IS NULL AND c.relname >= first.name)
  ORDER BY right(c.relname, 8), p.parent DESC`;

const readDetached = { name: 'detached-partitions', text: selectDetached };

const countAhead = { name: 'count-partitions', text: countPartitions };

export const partitionDaysAhead = 14;

export interface Retention {
  readonly issuanceRetentionDays: number;
  readonly refusalRetentionDays: number;
}

/** `RetentionDifference`: days of a setting, and of the database; `null` when it has none. */
export interface RetentionDifference {
  readonly setting: string;
  readonly days: number;
  readonly written: number | null;
}

export interface DetachedPartition {
  readonly parent: string;
  readonly name: string;
  readonly pending: boolean;
  /** Older than yesterday: nothing attaches it again. */
  readonly past: boolean;
}

export interface PartitionChange {
  /**
   * `drop postponed`: the partition is too old, but a transaction is reading it, or it is too old by the
   * clock of the database alone. A later run drops it. `attached`: its table was there, and no partition;
   * `not attached`: it could not become one.
   */
  readonly action: 'created' | 'attached' | 'not attached' | 'dropped' | 'drop postponed';
  readonly partition: string;
}

/**
 * Maintains the day partitions of `token_issuance` and `refusal`: creates them 14 days ahead and
 * drops them after their retention. This folder owns migrations, checks at start, and the deletion
 * of what has expired; it must never run in a request.
 */
export class Partitions {
  #endsAtSeconds: number | null = null;
  #noneToday = false;

  constructor(
    private readonly connections: Pick<DatabaseConnections, 'issuing' | 'maintenance'>,
    private readonly retention: Retention,
    /** The clock of this process; `null`: no partition is dropped. */
    private readonly processClock: (() => number) | null = null,
  ) {}

  /**
   * Returns what was created, or, if all were there, what was dropped: a run that creates drops none,
   * because partitions are missing after a jump of the clock, too. Safe in several processes at once: the
   * database lets only one work.
   */
  async maintain(): Promise<PartitionChange[]> {
    const { maintenance } = this.connections;
    const created = await maintenance.query<PartitionChange>(createAhead);
    if (created.length > 0) return created;
    const { issuanceRetentionDays, refusalRetentionDays } = this.retention;
    return maintenance.query<PartitionChange>(dropOld, [
      issuanceRetentionDays,
      refusalRetentionDays,
      this.processClock?.() ?? null,
    ]);
  }

  /** Returns what was created, as far ahead as `maintain` does; drops nothing. */
  createAhead(): Promise<PartitionChange[]> {
    return this.connections.issuing.query<PartitionChange>(createAhead);
  }

  /**
   * Returns the settings that differ from what `portaria migrate` wrote. The database keeps the
   * records for the larger number, and drops nothing where it wrote none.
   */
  async retentionDifferences(): Promise<RetentionDifference[]> {
    const rows = await this.connections.maintenance.query<{ parent: string; days: number }>(readRetention);
    const wanted = {
      PORTARIA_ISSUANCE_RETENTION_DAYS: ['token_issuance', this.retention.issuanceRetentionDays],
      PORTARIA_REFUSAL_RETENTION_DAYS: ['refusal', this.retention.refusalRetentionDays],
    } as const;
    return Object.entries(wanted).flatMap(([setting, [parent, days]]) => {
      const written = rows.find((row) => row.parent === parent)?.days ?? null;
      return written === days ? [] : [{ setting, days, written }];
    });
  }

  /**
   * Returns the days that have a partition, from today on. Without a partition for today nothing
   * can be issued, so a low number is an alarm long before that.
   */
  async daysAhead(): Promise<number> {
    return (await this.countAhead())?.days ?? 0;
  }

  /**
   * Throws an error when no token can be recorded for want of a partition. Without one for refusals,
   * tokens are issued all the same, and the refusals wait in memory.
   */
  async checkToday(): Promise<void> {
    this.#noneToday = (await this.countAhead())?.none_today !== false;
    if (this.#noneToday) throw new Error('token_issuance has no partition for today');
  }

  /** Returns the tables that have the name of a partition and get no records, as after a DETACH. */
  detachedPartitions(): Promise<DetachedPartition[]> {
    return this.connections.issuing.query<DetachedPartition>(readDetached);
  }

  /** Returns whether a request or a health probe found that a partition is missing, since this was last asked. */
  takeMissing(): boolean {
    const { issuing, maintenance } = this.connections;
    const missing = [issuing.takePartitionMissing(), maintenance.takePartitionMissing(), this.#noneToday];
    this.#noneToday = false;
    return missing.includes(true);
  }

  private async countAhead(): Promise<PartitionCount | undefined> {
    const [row] = await this.connections.issuing.query<PartitionCount>(countAhead);
    this.#endsAtSeconds = row?.ends_at ?? null;
    return row;
  }

  /** The first moment without a partition, in seconds since 1970, as last counted; `null`: never. */
  get endsAtSeconds(): number | null {
    return this.#endsAtSeconds;
  }
}
