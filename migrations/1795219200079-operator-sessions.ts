import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans that cannot go wrong (migration HotPathPlans), no long wait for a lock, and the owner's rights. */
const hotPath = `
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  SET plan_cache_mode = force_generic_plan SET jit = off
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET lock_timeout = '1s'`;

/**
 * An operator's token is exchanged for a new one without the secret. `record_tokens` judges the new token as that of a
 * token request. What it cannot judge is the token that was exchanged: a revocation of tokens alone changes no row of the
 * account. A process knows it a moment later than it was acknowledged, so it is compared here, behind the barrier.
 *
 * `session_id` is the token of the sign-in: who revokes one token of a session means the session. Only a login that manages
 * may renew; one that only issues has no keys for operators' tokens either.
 */
export class OperatorSessions1795219200079 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE token_issuance
        ADD COLUMN session_id uuid,
        ADD COLUMN signed_in_at timestamptz;

      CREATE FUNCTION record_renewed_tokens(
        jtis uuid[], issued timestamptz[], expires timestamptz[], valid_until timestamptz[], accounts bigint[],
        stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[],
        scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval,
        session uuid, signed_in timestamptz, revocation_kinds text[], revocation_subjects text[], presented_issued timestamptz
      ) RETURNS SETOF uuid LANGUAGE plpgsql ${hotPath}
      AS $$
      DECLARE
        recorded uuid[];
      BEGIN
        PERFORM assert_read_committed();
        PERFORM pg_advisory_xact_lock_shared(7305808);
        PERFORM FROM unnest(revocation_kinds, revocation_subjects) AS q (kind, subject)
          JOIN revocation r ON r.kind = q.kind AND r.subject = q.subject
          -- All tokens of the revocation's own second are ended.
          WHERE date_trunc('second', r.effective_at) >= presented_issued;
        IF FOUND THEN
          RETURN;
        END IF;
        recorded := ARRAY(SELECT record_tokens(
          jtis, issued, expires, valid_until, accounts, stamps, credentials, secrets, fingerprints, contracts,
          scope_lists, addresses, requests, kids, max_age));
        UPDATE token_issuance t SET session_id = session, signed_in_at = signed_in
        WHERE t.issued_at = ANY (issued) AND t.jti = ANY (recorded);
        RETURN QUERY SELECT q.jti FROM unnest(recorded) AS q (jti);
      END
      $$;

      REVOKE ALL ON FUNCTION record_renewed_tokens FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION record_renewed_tokens TO portaria_app, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
