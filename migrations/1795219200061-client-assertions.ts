import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans that cannot go wrong (migration HotPathPlans), no long wait for a lock, and the owner's rights. */
const hotPath = `
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
  SET plan_cache_mode = force_generic_plan SET jit = off
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET lock_timeout = '1s'`;

/**
 * The assertion with which a client authenticates (RFC 7523) works once, in all processes: its use is written in the
 * transaction that records the token. Two requests with one assertion meet at the primary key, so the second one waits
 * until the first is committed, and is a replay then; it waits before it takes the barrier, and holds up no revocation.
 *
 * A token that the record turns down uses up nothing: the request is tried again with the same assertion.
 *
 * Logins have no right on the table: a thief of one could delete what was used, and use it again. The deletion of what
 * has ended is a function of the owner. `valid_until` takes the end of the assertion in, so nothing is recorded on one
 * whose row may be deleted already.
 */
export class ClientAssertions1795219200061 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE client_assertion (
        -- Of the credential and the jti, which a client may make long.
        digest bytea NOT NULL PRIMARY KEY,
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX client_assertion_expires ON client_assertion (expires_at);

      CREATE FUNCTION record_tokens_once(
        jtis uuid[], issued timestamptz[], expires timestamptz[], valid_until timestamptz[], accounts bigint[],
        stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[],
        scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval,
        assertions text[], assertion_ends timestamptz[]
      ) RETURNS TABLE (jti uuid, outcome text) LANGUAGE plpgsql ${hotPath}
      AS $$
      #variable_conflict use_column
      DECLARE
        digests bytea[];
        fresh bytea[];
        recorded uuid[];
      BEGIN
        PERFORM assert_read_committed();
        digests := ARRAY(
          SELECT sha256(convert_to(q.credential_id || ':' || q.assertion, 'UTF8'))
          FROM unnest(credentials, assertions) WITH ORDINALITY AS q (credential_id, assertion, ord) ORDER BY q.ord);
        -- In the order of the key, so that two batches cannot wait for each other.
        WITH used AS (
          INSERT INTO client_assertion AS c (digest, expires_at)
          SELECT DISTINCT ON (q.digest) q.digest, q.ends
          FROM unnest(digests, assertion_ends) AS q (digest, ends) ORDER BY q.digest, q.ends DESC
          ON CONFLICT (digest) DO NOTHING
          RETURNING c.digest)
        SELECT coalesce(array_agg(u.digest), '{}') INTO fresh FROM used u;
        -- Of two with one assertion in the same batch, the first.
        digests := ARRAY(
          SELECT CASE WHEN q.digest = ANY (fresh) AND q.ord = array_position(digests, q.digest) THEN q.digest END
          FROM unnest(digests) WITH ORDINALITY AS q (digest, ord) ORDER BY q.ord);
        recorded := ARRAY(SELECT record_tokens(
          jtis, issued, expires,
          ARRAY(SELECT least(q.until, q.ends)
                FROM unnest(valid_until, assertion_ends) WITH ORDINALITY AS q (until, ends, ord) ORDER BY q.ord),
          accounts, stamps, credentials, secrets, fingerprints, contracts, scope_lists, addresses, requests,
          -- No key has no name: a replay is not recorded.
          ARRAY(SELECT CASE WHEN q.digest IS NOT NULL THEN q.kid END
                FROM unnest(kids, digests) WITH ORDINALITY AS q (kid, digest, ord) ORDER BY q.ord),
          max_age));
        DELETE FROM client_assertion c
        WHERE c.digest IN (
          SELECT q.digest FROM unnest(jtis, digests) AS q (jti, digest)
          WHERE q.digest IS NOT NULL AND q.jti <> ALL (recorded));
        RETURN QUERY
          SELECT q.jti, CASE WHEN q.digest IS NULL THEN 'replayed'
                             WHEN q.jti = ANY (recorded) THEN 'recorded' ELSE 'changed' END
          FROM unnest(jtis, digests) AS q (jti, digest);
      END
      $$;

      -- A minute later than they end, so that a row outlives every request that could still use its assertion.
      CREATE FUNCTION clear_ended_assertions(most integer) RETURNS bigint LANGUAGE sql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
      AS $$
        WITH ended AS (
          SELECT c.digest FROM client_assertion c WHERE c.expires_at < clock_timestamp() - interval '1 minute'
          ORDER BY c.expires_at LIMIT most FOR UPDATE SKIP LOCKED),
        cleared AS (DELETE FROM client_assertion c USING ended e WHERE c.digest = e.digest RETURNING 1)
        SELECT count(*) FROM cleared
      $$;

      REVOKE ALL ON FUNCTION record_tokens_once, clear_ended_assertions FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION record_tokens_once TO portaria_app, portaria_issue;
      GRANT EXECUTE ON FUNCTION clear_ended_assertions TO portaria_app, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
