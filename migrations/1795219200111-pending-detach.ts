import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A partition whose DETACH ... CONCURRENTLY was interrupted is still in `pg_inherits`, and PostgreSQL
 * routes no row to it (`inhdetachpending`). It counted as there: every token request got 503, and
 * readiness, doctor and portaria migrate saw nothing. It counts as missing now. What creates partitions
 * finishes the detach, and attaches the table again, with its records.
 */
export class PendingDetach1795219200111 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(isDayPartition);
    await runner.query(makeDayPartition);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

const isDayPartition = `
      CREATE OR REPLACE FUNCTION is_day_partition(parent text, day date) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT EXISTS (
          SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = to_regclass('public.' || is_day_partition.parent) AND NOT i.inhdetachpending
            AND c.relname = is_day_partition.parent || '_' || to_char(day, 'YYYYMMDD'))
      $$`;

const makeDayPartition = `
      CREATE OR REPLACE FUNCTION make_day_partition(parent text, day date) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        part text := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
      BEGIN
        IF parent NOT IN ('token_issuance', 'refusal') THEN
          RAISE EXCEPTION 'no such partitioned table: %', parent;
        END IF;
        IF is_day_partition(parent, day) THEN
          RETURN;
        END IF;
        IF EXISTS (SELECT FROM pg_catalog.pg_inherits i
                   WHERE i.inhparent = to_regclass('public.' || parent) AND i.inhrelid = to_regclass('public.' || part)
                     AND i.inhdetachpending) THEN
          -- PostgreSQL attaches nothing whose detach is pending. FINALIZE waits for the readers, as long as lock_timeout.
          EXECUTE format('ALTER TABLE public.%I DETACH PARTITION public.%I FINALIZE', parent, part);
        END IF;
        IF to_regclass('public.' || part) IS NULL THEN
          -- Made apart and attached: ATTACH takes a lock that lets the inserts of the hot path go on.
          EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        END IF;
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', parent, part,
                       day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
      END
      $$`;
