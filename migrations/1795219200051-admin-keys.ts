import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys that sign the tokens of operators alone, in the column `use`: `admin` beside `sig`. Only a managing login reads them.
 * So an attacker who takes over an issuing process, with its keys and its database login, can sign no token that the admin
 * API takes.
 *
 * Before, one key signed both. Tokens of operators that such a key signed stay good until `shared_until`, so that an upgrade
 * ends none: an hour after the first admin key was made, which is longer than the longest of them (1800 s) and leaves the
 * processes of the previous release half an hour to be replaced. In a new deployment no key is older than the first admin
 * key, and there is no such hour.
 *
 * live_signing_keys goes on returning what it returned. The previous release calls it and looks at no `use`: it would sign
 * the tokens of merchants with an admin key.
 */
export class AdminKeys1795219200051 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION live_signing_keys()
      RETURNS TABLE (kid text, algorithm text, use text, state text, sealed bytea)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT k.kid, k.algorithm, k.use, k.state, k.sealed FROM public.read_signing_keys() k
        WHERE k.state <> 'retired' AND k.use = 'sig'
      $$;

      CREATE FUNCTION live_admin_keys()
      RETURNS TABLE (kid text, algorithm text, use text, state text, sealed bytea, shared_until_ms float8)
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        SELECT k.kid, k.algorithm, k.use, k.state, k.sealed,
               CASE WHEN EXISTS (SELECT FROM public.signing_key s WHERE s.use = 'sig' AND s.created_at < f.at)
                 THEN extract(epoch FROM f.at + interval '1 hour')::float8 * 1000 END
        FROM public.read_signing_keys() k,
             (SELECT min(s.created_at) AS at FROM public.signing_key s WHERE s.use = 'admin') f
        WHERE k.state <> 'retired' AND k.use = 'admin'
      $$;

      REVOKE ALL ON FUNCTION live_admin_keys FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION live_admin_keys TO portaria_app, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
