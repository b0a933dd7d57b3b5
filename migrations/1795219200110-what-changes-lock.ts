import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * what_keeps_changes_out takes the locks that a change of management takes, of no account, and writes nothing. It returns which
 * of them others hold, and which session does: a session that someone forgot keeps every operator from revoking.
 *
 * For a moment only: the one row of audit_head, for which every change waits, is free again when the statement ends.
 */
export class WhatChangesLock1795219200110 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      -- Who holds a lock on a table that changes wait for. Those that wait themselves are not the reason.
      CREATE FUNCTION sessions_that_lock(what text) RETURNS text LANGUAGE sql STABLE
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$
        SELECT string_agg(format('process %s, user %s, application %s', a.pid, coalesce(a.usename, '?'),
                                 coalesce(nullif(a.application_name, ''), '?')), '; ' ORDER BY a.xact_start)
        FROM pg_stat_activity a
        WHERE a.pid <> pg_backend_pid() AND EXISTS (
          SELECT FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
          WHERE l.pid = a.pid AND l.granted AND c.relname = what AND c.relnamespace = 'public'::regnamespace
            AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND l.mode <> 'AccessShareLock' AND (what = 'audit_head' OR l.mode NOT IN ('RowShareLock', 'RowExclusiveLock')))
          AND NOT EXISTS (SELECT FROM pg_locks w WHERE w.pid = a.pid AND NOT w.granted)
          -- A change of the product itself ends within 16 s, and is not what to end.
          AND NOT (a.application_name LIKE 'portaria%' AND a.xact_start > clock_timestamp() - interval '20 seconds')
      $$;

      CREATE FUNCTION what_keeps_changes_out() RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER
      SET lock_timeout = '1s'
      SET search_path = pg_catalog, public, pg_temp
      AS $$
      DECLARE
        what text;
      BEGIN
        FOREACH what IN ARRAY '{account, credential, credential_secret, certificate, account_certificate, signing_key,
                                revocation, idempotency, audit_event}'::text[] LOOP
          EXECUTE format('LOCK TABLE public.%I IN ROW EXCLUSIVE MODE', what);
        END LOOP;
        what := 'audit_head';
        PERFORM FROM public.audit_head FOR UPDATE;
        RETURN NULL;
      EXCEPTION WHEN lock_not_available THEN
        RETURN format('a transaction of others has locked %s', what)
               || coalesce(format(' (%s)', public.sessions_that_lock(what)), '');
      END
      $$;
      REVOKE ALL ON FUNCTION sessions_that_lock(text), what_keeps_changes_out() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION what_keeps_changes_out() TO portaria_app, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
