import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attack: `ALTER ROLE` sets the search path of the application's own login, and a function that names no schema then reads what
 * lies first in it. That login can create nothing, so there is nothing that it could put there; with this no function depends on
 * that. `audit_field` stays without: its callers have a fixed path, and a function with a setting is not inlined.
 */
export class FixedSearchPaths1795219200045 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      DECLARE
        open_path regprocedure;
      BEGIN
        FOR open_path IN
          SELECT p.oid::regprocedure FROM pg_proc p
          WHERE p.pronamespace = 'public'::regnamespace AND p.proname <> 'audit_field'
            AND NOT EXISTS (SELECT FROM unnest(p.proconfig) AS c (setting) WHERE c.setting LIKE 'search_path=%')
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e')
        LOOP
          EXECUTE format('ALTER FUNCTION %s SET search_path = pg_catalog, public, pg_temp', open_path);
        END LOOP;
      END
      $$;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
