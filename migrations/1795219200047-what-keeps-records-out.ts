import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What keeps a token from being recorded, whoever asks for it: a standby, a read-only database, a held barrier, or a lock
 * on a table. It takes the locks that a record takes, but none of a row, so that no account decides, and writes nothing.
 * It waits longer than `portaria migrate` and a revocation keep records waiting.
 */
export class WhatKeepsRecordsOut1795219200047 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION what_keeps_records_out() RETURNS text
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
        FOREACH what IN ARRAY '{account, credential, credential_secret, certificate, account_certificate, signing_key}'::text[] LOOP
          EXECUTE format('LOCK TABLE public.%I IN ACCESS SHARE MODE', what);
        END LOOP;
        RETURN NULL;
      EXCEPTION WHEN lock_not_available THEN
        RETURN format('a transaction of others has locked %s', what);
      END
      $$;
      REVOKE ALL ON FUNCTION what_keeps_records_out() FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION what_keeps_records_out() TO portaria_app, portaria_issue, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
