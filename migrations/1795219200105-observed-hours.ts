import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * A clock of the database that is ahead for a while makes everything look ended. What was deleted then is missing when the
 * clock is right again: a revoked token works, a used assertion works again, and the record of what was issued is lost.
 *
 * So the hours that the clock was seen in are noted, at least one each hour, and only while the clock of the process that
 * asks agrees. What ended before the 25th newest of them may be deleted: the database has said so for a day at least, in 25
 * different hours, and a step of the clock adds one hour however far it goes. Hours that have not come are from a wrong
 * clock, and are forgotten.
 *
 * The first deletion is therefore a day after this migration.
 */
export class ObservedHours1795219200105 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE observed_hour (hour timestamptz PRIMARY KEY);

      CREATE FUNCTION observe_hour(process_time timestamptz) RETURNS boolean
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        seen timestamptz := clock_timestamp();
      BEGIN
        DELETE FROM public.observed_hour o WHERE o.hour > seen;
        IF process_time IS NULL OR process_time NOT BETWEEN seen - interval '5 minutes' AND seen + interval '5 minutes' THEN
          RETURN false;
        END IF;
        INSERT INTO public.observed_hour VALUES (date_trunc('hour', seen, 'UTC')) ON CONFLICT DO NOTHING;
        -- More than are needed, so that few are left to note when a wrong clock is right again.
        DELETE FROM public.observed_hour o
        WHERE o.hour < (SELECT n.hour FROM public.observed_hour n ORDER BY n.hour DESC OFFSET 99 LIMIT 1);
        RETURN true;
      END
      $$;

      -- NULL while there are too few: nothing ended before it.
      CREATE FUNCTION settled_time() RETURNS timestamptz
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT o.hour FROM public.observed_hour o WHERE o.hour <= clock_timestamp() ORDER BY o.hour DESC OFFSET 24 LIMIT 1
      $$;

      REVOKE ALL ON FUNCTION observe_hour(timestamptz), settled_time() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION observe_hour(timestamptz) TO portaria_app, portaria_manage;
      GRANT EXECUTE ON FUNCTION settled_time() TO portaria_app, portaria_issue, portaria_manage;
    `);
    await runner.query(clearRevocations);
    await runner.query(clearAssertions);
    await runner.query(keepFamilies);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

const clearRevocations = `
      CREATE OR REPLACE FUNCTION clear_ended_revocations(at_most integer) RETURNS integer
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        WITH ended AS (
          SELECT r.id FROM public.revocation r
          WHERE r.expires_at < (SELECT public.settled_time())
            AND (r.kind <> 'account' OR EXISTS (
              SELECT FROM public.revocation n
              WHERE n.kind = r.kind AND n.subject = r.subject AND (n.effective_at, n.id) > (r.effective_at, r.id)))
          ORDER BY r.expires_at LIMIT at_most
          FOR UPDATE SKIP LOCKED
        ), cleared AS (
          DELETE FROM public.revocation r USING ended e WHERE r.id = e.id RETURNING r.id
        )
        SELECT count(*)::integer FROM cleared
      $$`;

const clearAssertions = `
      CREATE OR REPLACE FUNCTION clear_ended_assertions(most integer) RETURNS bigint LANGUAGE sql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$
        WITH ended AS (
          SELECT c.digest FROM client_assertion c WHERE c.expires_at < (SELECT public.settled_time())
          ORDER BY c.expires_at LIMIT most FOR UPDATE SKIP LOCKED),
        cleared AS (DELETE FROM client_assertion c USING ended e WHERE c.digest = e.digest RETURNING 1)
        SELECT count(*) FROM cleared
      $$`;

/** Passes over the row instead of refusing it: the previous release asks for these rows every hour. */
const keepFamilies = `
      CREATE FUNCTION keep_unsettled_family() RETURNS trigger
      LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE')
          AND OLD.expires_at >= coalesce(public.settled_time(), '-infinity') THEN
          RETURN NULL;
        END IF;
        RETURN OLD;
      END
      $$;
      REVOKE ALL ON FUNCTION keep_unsettled_family() FROM PUBLIC;
      CREATE TRIGGER refresh_family_outlives_a_wrong_clock BEFORE DELETE ON refresh_family
        FOR EACH ROW EXECUTE FUNCTION keep_unsettled_family()`;
