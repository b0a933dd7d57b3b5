import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How long records are kept is written by the owner of the schema (`portaria migrate`), because maintain_partitions drops
 * tables as the owner: with the days from its caller, an attacker who took over a process could destroy the record of what was
 * issued. A caller that asks for more days than the table has gets them: keeping longer destroys nothing, and a process
 * whose settings are newer than the last `portaria migrate` then loses no record. Without a row nothing is dropped.
 */
export class Retention1795219200023 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE retention (
        parent text PRIMARY KEY CHECK (parent IN ('token_issuance', 'refusal')),
        days integer NOT NULL CHECK (days >= 1)
      );
      GRANT SELECT ON retention TO portaria_app;

      CREATE OR REPLACE FUNCTION maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer)
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
        -- only this long: a partition that a transaction reads (a backup) is kept until the next time.
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
          FROM public.retention r
          JOIN (VALUES ('token_issuance', 'public.token_issuance'::regclass, issuance_days),
                       ('refusal', 'public.refusal'::regclass, refusal_days))
            AS p (parent, relation, days_asked) ON p.parent = r.parent
          JOIN pg_catalog.pg_inherits i ON i.inhparent = p.relation
          JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          WHERE c.relname ~ '_[0-9]{8}$'
            AND to_date(right(c.relname, 8), 'YYYYMMDD') < today - greatest(r.days, p.days_asked)
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
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
