import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A function that takes the locks which `tables` need, and returns what it could not get within two seconds. */
const locking = (
  tables: readonly string[],
): string => `FOREACH what IN ARRAY '{${tables.join(', ')}}'::text[] LOOP
          EXECUTE format('LOCK TABLE public.%I IN ACCESS SHARE MODE', what);
        END LOOP;
        RETURN NULL;
      EXCEPTION WHEN lock_not_available THEN
        RETURN format('a transaction of others has locked %s', what);
      END`;

/**
 * Readiness asks for the locks of a record and for those of the read before it, each by its own name: a record does not
 * read credentials, so a lock on them never kept one out, and the contracts of credentials were not asked for at all.
 */
export class WhatReadinessLocks1795219200100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION what_keeps_records_out() RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER
      SET lock_timeout = '2s'
      SET search_path = pg_catalog, public, pg_temp
      AS $$
      DECLARE
        what text := 'the barrier of records (advisory lock 7305808)';
      BEGIN
        IF pg_is_in_recovery() THEN RETURN 'the database is a standby'; END IF;
        IF current_setting('transaction_read_only')::boolean THEN RETURN 'the database is read-only'; END IF;
        PERFORM pg_advisory_xact_lock_shared(7305808);
        what := 'the table token_issuance, or a partition of it';
        LOCK TABLE public.token_issuance IN ROW EXCLUSIVE MODE;
        ${locking(['account', 'signing_key', 'certificate', 'account_certificate'])}
      $$;
      CREATE FUNCTION what_keeps_clients_unread() RETURNS text
      LANGUAGE plpgsql SECURITY DEFINER
      SET lock_timeout = '2s'
      SET search_path = pg_catalog, public, pg_temp
      AS $$
      DECLARE
        what text;
      BEGIN
        ${locking(['credential', 'account', 'credential_contract', 'credential_secret', 'certificate', 'account_certificate'])}
      $$;
      REVOKE ALL ON FUNCTION what_keeps_clients_unread() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION what_keeps_clients_unread() TO portaria_app, portaria_issue, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
