import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Keys and peppers that change while processes run.
 *
 * A key's state follows from its times and the database's clock, so that no process has to be alive at the instant at which
 * one key takes over from another, and all agree: the view signing_key_ring says it. The column `state` is what the release
 * before reads; read_signing_keys() writes it down when time has passed over it.
 *
 * record_issuance with kids is the moment of issue as before, and no token is recorded whose key was dropped or ends sooner
 * than the token. The function without kids stays for the release before.
 *
 * The index finds the peppers in use in as many steps as there are peppers, however many digests there are.
 */
export class KeyRotation1795219200011 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE signing_key
        ADD COLUMN activates_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        ADD COLUMN retires_at timestamptz,
        ADD COLUMN dropped_at timestamptz;
      UPDATE signing_key SET activates_at = coalesce(activated_at, created_at);

      CREATE VIEW signing_key_ring AS
        SELECT k.kid, k.algorithm, k.use, k.sealed, k.created_at, k.activates_at, k.retires_at, k.dropped_at,
               CASE
                 WHEN NOT k.lives THEN 'retired'
                 WHEN NOT k.signs THEN 'next'
                 WHEN row_number() OVER (PARTITION BY k.algorithm, k.use, k.lives AND k.signs
                                         ORDER BY k.activates_at DESC, k.kid DESC) = 1 THEN 'active'
                 ELSE 'retiring'
               END AS state
        FROM (SELECT s.*, s.activates_at <= t.now AS signs,
                     s.dropped_at IS NULL AND (s.retires_at IS NULL OR s.retires_at > t.now) AS lives
              FROM signing_key s, (SELECT clock_timestamp() AS now) AS t) AS k;
      GRANT SELECT ON signing_key_ring TO portaria_app;

      CREATE FUNCTION read_signing_keys() RETURNS SETOF signing_key_ring LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        IF EXISTS (SELECT FROM signing_key k JOIN signing_key_ring r USING (kid) WHERE k.state <> r.state) THEN
          BEGIN
            -- Somebody who is changing the ring is not waited for: the view needs no column to be right.
            LOCK TABLE signing_key IN SHARE ROW EXCLUSIVE MODE NOWAIT;
            -- First who stops being active: the unique index lets there be one at a time.
            UPDATE signing_key k SET state = r.state, retired_at = coalesce(r.dropped_at, r.retires_at)
              FROM signing_key_ring r WHERE r.kid = k.kid AND k.state <> r.state AND r.state <> 'active';
            UPDATE signing_key k SET state = r.state, activated_at = r.activates_at
              FROM signing_key_ring r WHERE r.kid = k.kid AND k.state <> r.state;
          EXCEPTION WHEN lock_not_available THEN
            NULL;
          END;
        END IF;
        RETURN QUERY SELECT * FROM signing_key_ring r ORDER BY r.activates_at, r.kid;
      END
      $$;

      CREATE FUNCTION record_issuance(
        jtis uuid[], issued timestamptz[], expires timestamptz[], accounts bigint[], versions integer[],
        credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[],
        addresses inet[], requests text[], kids text[]
      ) RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE
      SET plan_cache_mode = force_generic_plan SET jit = off
      SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
      AS $$
      BEGIN
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        RETURN QUERY
          INSERT INTO token_issuance AS t (jti, issued_at, expires_at, account_id, credential_id, secret_id,
                                           certificate_id, contract, scopes, source_address, request_id)
          SELECT q.jti, q.issued_at, q.expires_at, q.account_id, q.credential_id, q.secret_id,
                 q.certificate_id, q.contract, q.scopes, q.source_address, q.request_id
          FROM unnest(jtis, issued, expires, accounts, versions, credentials, secrets, certificates, contracts,
                      scope_lists, addresses, requests, kids)
            AS q (jti, issued_at, expires_at, account_id, version, credential_id, secret_id, certificate_id,
                  contract, scopes, source_address, request_id, kid)
          JOIN account a ON a.id = q.account_id AND a.status = 'active' AND a.version = q.version
          JOIN credential c ON c.id = q.credential_id AND c.account_id = a.id AND c.status = 'active'
          JOIN credential_secret s ON s.id = q.secret_id AND s.credential_id = c.id AND s.retired_at IS NULL
          JOIN signing_key k ON k.kid = q.kid AND k.dropped_at IS NULL
            AND (k.retires_at IS NULL OR k.retires_at >= q.expires_at)
          WHERE q.certificate_id IS NULL OR EXISTS (
            SELECT FROM certificate x
            JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL
            WHERE x.id = q.certificate_id AND x.revoked_at IS NULL)
          RETURNING t.jti;
      END
      $$;

      CREATE INDEX credential_secret_pepper ON credential_secret (split_part(digest, '$', 2))
        WHERE retired_at IS NULL AND digest LIKE 'hmac-sha256$%';

      CREATE FUNCTION peppers_in_use() RETURNS SETOF text LANGUAGE plpgsql STABLE
      SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
      AS $$
      DECLARE
        pepper text := '';
        open_secret boolean;
      BEGIN
        LOOP
          SELECT split_part(s.digest, '$', 2) INTO pepper FROM credential_secret s
          WHERE s.retired_at IS NULL AND s.digest LIKE 'hmac-sha256$%' AND split_part(s.digest, '$', 2) > pepper
          ORDER BY split_part(s.digest, '$', 2) LIMIT 1;
          EXIT WHEN NOT FOUND;
          -- Secrets of revoked credentials, and expired ones, lie there as well: nobody needs their pepper.
          SELECT true INTO open_secret FROM credential_secret s JOIN credential c ON c.id = s.credential_id
          WHERE s.retired_at IS NULL AND s.digest LIKE 'hmac-sha256$%' AND split_part(s.digest, '$', 2) = pepper
            AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp()) AND c.status = 'active'
          LIMIT 1;
          IF FOUND THEN
            RETURN NEXT pepper;
          END IF;
        END LOOP;
      END
      $$;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
