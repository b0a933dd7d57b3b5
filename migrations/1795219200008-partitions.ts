import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * maintain_partitions(days ahead, days that issuances are kept, days that refusals are kept; all at least 1) answers what
 * it made, dropped, or had to keep because somebody was reading it.
 *
 * Day partitions made ahead and dropped after their retention, by the application itself. SECURITY DEFINER, since the
 * application's role may not create or drop tables; the names of what it may touch are fixed here. pg_temp is named, and last:
 * unnamed it comes first, and whoever may make a temporary view called pg_inherits would have it read as the owner.
 */
export class Partitions1795219200008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION make_day_partition(parent text, day date) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        part text := format('%s_%s', parent, to_char(day, 'YYYYMMDD'));
      BEGIN
        IF parent NOT IN ('token_issuance', 'refusal') THEN
          RAISE EXCEPTION 'no such partitioned table: %', parent;
        END IF;
        IF to_regclass('public.' || part) IS NOT NULL THEN
          RETURN;
        END IF;
        -- Made apart and attached: ATTACH takes a lock that lets the inserts of the hot path go on.
        EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', part, parent);
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', parent, part,
                       day::timestamp AT TIME ZONE 'UTC', (day + 1)::timestamp AT TIME ZONE 'UTC');
      END
      $$;

      CREATE FUNCTION maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer)
      RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
        item record;
      BEGIN
        IF least(days_ahead, issuance_days, refusal_days) < 1 OR days_ahead > 366 THEN
          RAISE EXCEPTION 'days must be at least 1, days ahead at most 366: today and the future are never dropped';
        END IF;
        -- One at a time over all processes; the others find the work done.
        IF NOT pg_try_advisory_xact_lock(7305809) THEN
          RETURN;
        END IF;
        -- DROP queues for an exclusive lock on the parent, and every insert of the hot path queues behind it. So it waits
        -- only this long: a partition that somebody reads (a backup) is kept until the next time.
        SET LOCAL lock_timeout = '100ms';
        FOR item IN
          SELECT p.parent, d::date AS day
          FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent),
               generate_series(today - 1, today + days_ahead, interval '1 day') AS d
          WHERE to_regclass(format('public.%s_%s', p.parent, to_char(d, 'YYYYMMDD'))) IS NULL
        LOOP
          PERFORM public.make_day_partition(item.parent, item.day);
          action := 'made';
          partition := format('%s_%s', item.parent, to_char(item.day, 'YYYYMMDD'));
          RETURN NEXT;
        END LOOP;
        FOR item IN
          SELECT c.relname
          FROM pg_catalog.pg_inherits i
          JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          JOIN (VALUES ('public.token_issuance'::regclass, issuance_days), ('public.refusal'::regclass, refusal_days))
            AS p (parent, days) ON p.parent = i.inhparent
          WHERE c.relname ~ '_[0-9]{8}$' AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - p.days
          ORDER BY c.relname
        LOOP
          BEGIN
            EXECUTE format('DROP TABLE public.%I', item.relname);
            action := 'dropped';
          EXCEPTION WHEN lock_not_available THEN
            action := 'kept';
          END;
          partition := item.relname;
          RETURN NEXT;
        END LOOP;
      END
      $$;

      REVOKE ALL ON FUNCTION make_day_partition(text, date) FROM PUBLIC;
      REVOKE ALL ON FUNCTION maintain_partitions(integer, integer, integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION maintain_partitions(integer, integer, integer) TO portaria_app;

      -- The application needs no temporary tables, and they are a thief's first tool.
      DO $$
      BEGIN
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
      END
      $$;

      SELECT maintain_partitions(14, 36500, 36500);
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
