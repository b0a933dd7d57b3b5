/** More days than partitions are made ahead. */
const countedMax = 60;

/**
 * Counts the days from today until the first one without a partition, in either of the two tables.
 * PostgreSQL routes no row to one whose detach is pending.
 */
export const countPartitions = `
  SELECT coalesce(min(g.day), ${String(countedMax)})::integer AS days,
         extract(epoch FROM (clock_timestamp() AT TIME ZONE 'UTC')::date + coalesce(min(g.day), ${String(countedMax)})::integer)::float8 AS ends_at,
         coalesce(bool_or(g.day = 0 AND p.parent = 'token_issuance'), false) AS none_today
  FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent)
  CROSS JOIN generate_series(0, ${String(countedMax - 1)}) AS g (day)
  WHERE NOT EXISTS (
    SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = p.parent::regclass AND NOT i.inhdetachpending AND c.relname = p.parent || '_'
      || to_char((clock_timestamp() AT TIME ZONE 'UTC')::date + g.day, 'YYYYMMDD'))`;

export interface PartitionCount {
  readonly days: number;
  /** In seconds since 1970. */
  readonly ends_at: number;
  readonly none_today: boolean;
}
