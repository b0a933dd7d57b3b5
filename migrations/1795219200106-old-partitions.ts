import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A clock of the database that jumped ahead made every partition look older than its retention, and the records of all
 * issued tokens were dropped within seconds. What creates partitions therefore drops none, and a partition is dropped
 * only when it is older than its retention
 *
 * - by the clock,
 * - by a day of hours that were noted in agreement with the clock of a process (migration ObservedHours),
 * - by the clock of the process that asks,
 * - and by the newest record: while no token is issued, the last ones stay.
 *
 * At most three at a time, the oldest first, so that a mistake is seen before much is lost. `kept`: too old by the clock
 * alone, or a transaction reads it. What keeps one keeps each younger one, so the oldest says it for all.
 *
 * The previous release calls maintain_partitions, which drops by the same rules.
 */
export class OldPartitions1795219200106 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(dropOldPartitions);
    await runner.query(maintainPartitions);
    await runner.query(`
      REVOKE ALL ON FUNCTION drop_old_partitions(integer, integer, timestamptz) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION drop_old_partitions(integer, integer, timestamptz) TO portaria_app, portaria_manage;
      GRANT EXECUTE ON FUNCTION create_partitions_ahead() TO portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

const dropOldPartitions = `
      CREATE FUNCTION drop_old_partitions(issuance_days integer, refusal_days integer, process_time timestamptz)
      RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        now timestamptz := clock_timestamp();
        newest timestamptz;
        -- NULL: no day of hours was noted yet.
        agreed date;
        item record;
      BEGIN
        IF least(issuance_days, refusal_days) < 1 THEN
          RAISE EXCEPTION 'days must be at least 1: today is never dropped';
        END IF;
        -- The lock of create_partitions_ahead: one at a time over all processes.
        IF NOT pg_try_advisory_xact_lock(7305809) THEN
          RETURN;
        END IF;
        -- DROP queues for an exclusive lock on the parent, and every insert of the hot path queues behind it. So it waits
        -- only this long: a partition that a transaction reads (a backup) is kept until the next time.
        SET LOCAL lock_timeout = '100ms';
        SELECT t.issued_at INTO newest FROM public.token_issuance t WHERE t.issued_at <= now ORDER BY t.issued_at DESC LIMIT 1;
        IF settled_time() IS NOT NULL THEN
          agreed := (least(now, settled_time() + interval '1 day', coalesce(process_time, '-infinity'), newest) AT TIME ZONE 'UTC')::date;
        END IF;
        FOR item IN
          SELECT c.relname, greatest(r.days, p.days_asked) AS days, to_date(right(c.relname, 8), 'YYYYMMDD') AS day
          FROM public.retention r
          JOIN (VALUES ('token_issuance', 'public.token_issuance'::regclass, issuance_days),
                       ('refusal', 'public.refusal'::regclass, refusal_days))
            AS p (parent, relation, days_asked) ON p.parent = r.parent
          JOIN pg_catalog.pg_inherits i ON i.inhparent = p.relation
          JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid
          WHERE c.relname ~ '_[0-9]{8}$'
            AND to_date(right(c.relname, 8), 'YYYYMMDD') < (now AT TIME ZONE 'UTC')::date - greatest(r.days, p.days_asked)
          ORDER BY day, c.relname LIMIT 3
        LOOP
          partition := item.relname;
          action := 'kept';
          IF item.day < agreed - item.days THEN
            BEGIN
              EXECUTE format('DROP TABLE public.%I', item.relname);
              action := 'dropped';
            EXCEPTION WHEN lock_not_available THEN
              NULL;
            END;
          END IF;
          RETURN NEXT;
        END LOOP;
      END
      $$`;

const maintainPartitions = `
      CREATE OR REPLACE FUNCTION maintain_partitions(days_ahead integer, issuance_days integer, refusal_days integer)
      RETURNS TABLE (action text, partition text)
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        today date := (clock_timestamp() AT TIME ZONE 'UTC')::date;
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
        FOR item IN
          SELECT p.parent, d::date AS day
          FROM (VALUES ('token_issuance'), ('refusal')) AS p (parent),
               generate_series(today - 1, today + days_ahead, interval '1 day') AS d
          WHERE to_regclass(format('public.%s_%s', p.parent, to_char(d, 'YYYYMMDD'))) IS NULL
        LOOP
          PERFORM public.make_day_partition(item.parent, item.day);
          created := true;
          action := 'made';
          partition := format('%s_%s', item.parent, to_char(item.day, 'YYYYMMDD'));
          RETURN NEXT;
        END LOOP;
        IF NOT created THEN
          RETURN QUERY SELECT * FROM public.drop_old_partitions(issuance_days, refusal_days, clock_timestamp());
        END IF;
      END
      $$`;
