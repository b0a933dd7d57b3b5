import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A table with the name of a partition that is not one, as after DETACH, counted as there: no token could be recorded, and
 * nothing that creates partitions did anything. It is attached now, with its records. One that cannot be attached is
 * `blocked`, and the others are created all the same.
 */
export class DetachedPartitions1795219200108 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(makeDayPartition);
    await runner.query(fillPartitions);
    await runner.query(callers);
    await runner.query(`
      REVOKE ALL ON FUNCTION is_day_partition(text, date), fill_partitions(integer) FROM PUBLIC;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

const makeDayPartition = `
      CREATE FUNCTION is_day_partition(parent text, day date) RETURNS boolean
      LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT EXISTS (
          SELECT FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          WHERE i.inhparent = to_regclass('public.' || is_day_partition.parent)
            AND c.relname = is_day_partition.parent || '_' || to_char(day, 'YYYYMMDD'))
      $$;

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
        IF to_regclass('public.' || part) IS NULL THEN
          -- Made apart and attached: ATTACH takes a lock that lets the inserts of the hot path go on.
          EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        END IF;
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', parent, part,
                       day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
      END
      $$`;

const fillPartitions = `
      CREATE FUNCTION fill_partitions(days_ahead integer) RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
        item record;
        existed boolean;
      BEGIN
        FOR item IN
          SELECT p.parent, d::date AS day
          FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent),
               generate_series(today - 1, today + days_ahead, interval '1 day') AS d
          WHERE NOT public.is_day_partition(p.parent, d::date)
        LOOP
          partition := format('%s_%s', item.parent, to_char(item.day, 'YYYYMMDD'));
          existed := to_regclass('public.' || partition) IS NOT NULL;
          BEGIN
            PERFORM public.make_day_partition(item.parent, item.day);
            action := CASE WHEN existed THEN 'attached' ELSE 'made' END;
          EXCEPTION WHEN OTHERS THEN
            IF NOT existed OR SQLSTATE = '55P03' THEN
              RAISE;
            END IF;
            action := 'blocked';
          END;
          RETURN NEXT;
        END LOOP;
      END
      $$`;

const callers = `
      CREATE OR REPLACE FUNCTION create_partitions_ahead() RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        -- The lock of maintain_partitions: one at a time over all processes.
        IF NOT pg_try_advisory_xact_lock(7305809) THEN
          RETURN;
        END IF;
        SET LOCAL lock_timeout = '100ms';
        RETURN QUERY SELECT * FROM public.fill_partitions(14);
      END
      $$;

      CREATE OR REPLACE FUNCTION maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer)
      RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        item record;
        created boolean := false;
      BEGIN
        IF least(days_ahead, issuance_days, refusal_days) < 1 OR days_ahead > 366 THEN
          RAISE EXCEPTION 'days must be at least 1, days ahead at most 366: today and the future are never dropped';
        END IF;
        -- One at a time over all processes; the others find the work done.
        IF NOT pg_try_advisory_xact_lock(7305809) THEN
          RETURN;
        END IF;
        SET LOCAL lock_timeout = '100ms';
        FOR item IN SELECT * FROM public.fill_partitions(days_ahead) LOOP
          action := item.action;
          partition := item.partition;
          created := true;
          RETURN NEXT;
        END LOOP;
        IF NOT created THEN
          RETURN QUERY SELECT * FROM public.drop_old_partitions(issuance_days, refusal_days, clock_timestamp());
        END IF;
      END
      $$`;
