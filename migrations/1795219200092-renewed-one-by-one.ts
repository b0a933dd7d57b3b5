import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * `record_renewed_tokens` takes one token. With two, whoever holds the login that manages paired the id of one with the
 * time of the other, and so overwrote the session of a token that somebody else had recorded seconds before.
 */
export class RenewedOneByOne1795219200092 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION record_renewed_tokens(
        jtis uuid[], issued timestamptz[], expires timestamptz[], valid_until timestamptz[], accounts bigint[],
        stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[],
        scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval,
        session uuid, signed_in timestamptz, revocation_kinds text[], revocation_subjects text[], presented_issued timestamptz
      ) RETURNS SETOF uuid LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  SET plan_cache_mode = force_generic_plan SET jit = off
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET lock_timeout = '1s'
      AS $$
      DECLARE
        recorded uuid[];
      BEGIN
        PERFORM assert_read_committed();
        IF cardinality(jtis) <> 1 OR cardinality(issued) <> 1 THEN
          RAISE EXCEPTION 'tokens are renewed one by one' USING ERRCODE = 'invalid_parameter_value';
        END IF;
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
        WHERE t.issued_at = issued[1] AND t.jti = jtis[1] AND jtis[1] = ANY (recorded);
        RETURN QUERY SELECT q.jti FROM unnest(recorded) AS q (jti);
      END
      $$`);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
