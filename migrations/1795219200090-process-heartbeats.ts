import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which processes run: each writes every few seconds that it does, so that operators see the processes of all machines, and
 * one that ended without a word. A process can write and remove a row, and read none: whoever takes over an issuing process
 * can show processes that do not exist, which decides nothing. There are at most 1000 rows; a process that lost its row to
 * others has a new one a few seconds later.
 *
 * The index finds the secrets that expire soon, as certificate_not_after does for certificates.
 */
export class ProcessHeartbeats1795219200090 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE process_heartbeat (
        id uuid PRIMARY KEY,
        host text NOT NULL CHECK (host ~ '^[!-~]{1,255}$'),
        role text NOT NULL CHECK (role IN ('all', 'issue', 'manage')),
        version text NOT NULL CHECK (version ~ '^[0-9A-Za-z.+-]{1,60}$'),
        started_at timestamptz NOT NULL,
        last_seen_at timestamptz NOT NULL
      ) WITH (fillfactor = 50);

      CREATE FUNCTION record_process(process uuid, host text, role text, version text, uptime_ms float8)
      RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '1s'
      AS $$
      DECLARE
        moment constant timestamptz := clock_timestamp();
      BEGIN
        UPDATE public.process_heartbeat p SET last_seen_at = moment WHERE p.id = process;
        IF FOUND THEN
          RETURN;
        END IF;
        DELETE FROM public.process_heartbeat p WHERE p.id IN (
          SELECT q.id FROM public.process_heartbeat q
          WHERE q.id IN (SELECT o.id FROM public.process_heartbeat o ORDER BY o.last_seen_at DESC OFFSET 999)
          FOR UPDATE SKIP LOCKED);
        INSERT INTO public.process_heartbeat AS p (id, host, role, version, started_at, last_seen_at)
        VALUES (process, host, role, version,
                moment - least(greatest(uptime_ms, 0), 3e11) * interval '1 millisecond', moment)
        ON CONFLICT (id) DO UPDATE SET last_seen_at = excluded.last_seen_at;
      END
      $$;

      -- A process that ends as it should is no longer shown; its id is known to it alone.
      CREATE FUNCTION remove_process(process uuid) RETURNS void LANGUAGE sql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '1s'
      AS $$
        DELETE FROM public.process_heartbeat p WHERE p.id = process
      $$;

      -- All at once: there are at most some 1000.
      CREATE FUNCTION clear_missing_processes() RETURNS bigint LANGUAGE sql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$
        WITH missing AS (
          SELECT p.id FROM public.process_heartbeat p
          WHERE p.last_seen_at < clock_timestamp() - interval '1 day' FOR UPDATE SKIP LOCKED),
        cleared AS (DELETE FROM public.process_heartbeat p USING missing m WHERE p.id = m.id RETURNING 1)
        SELECT count(*) FROM cleared
      $$;

      GRANT SELECT ON process_heartbeat TO portaria_app, portaria_manage;
      REVOKE ALL ON FUNCTION record_process, remove_process, clear_missing_processes FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION record_process, remove_process TO portaria_app, portaria_issue, portaria_manage;
      GRANT EXECUTE ON FUNCTION clear_missing_processes TO portaria_app, portaria_manage;

      CREATE INDEX credential_secret_expires ON credential_secret (expires_at)
        WHERE retired_at IS NULL AND expires_at IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
