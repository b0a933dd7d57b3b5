import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Facts whose every token has ended are cleared away by the application itself. SECURITY DEFINER, since its role may not delete a
 * fact: what may go is fixed here, and never one that could still end a token. Of an account the newest one stays, which the
 * contract realm tells as `not-before-policy`. pg_temp is named, and last: unnamed it comes first.
 *
 * The index is for the look back that every process takes four times a second.
 */
export class EndedRevocations1795219200020 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX revocation_effective ON revocation (effective_at);

      CREATE FUNCTION clear_ended_revocations(at_most integer) RETURNS integer
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
        WITH ended AS (
          SELECT r.id FROM public.revocation r
          WHERE r.expires_at < clock_timestamp()
            AND (r.kind <> 'account' OR EXISTS (
              SELECT FROM public.revocation n
              WHERE n.kind = r.kind AND n.subject = r.subject AND (n.effective_at, n.id) > (r.effective_at, r.id)))
          ORDER BY r.expires_at LIMIT at_most
          FOR UPDATE SKIP LOCKED
        ), cleared AS (
          DELETE FROM public.revocation r USING ended e WHERE r.id = e.id RETURNING r.id
        )
        SELECT count(*)::integer FROM cleared
      $$;
      REVOKE EXECUTE ON FUNCTION clear_ended_revocations(integer) FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION clear_ended_revocations(integer) TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
