import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans that cannot go wrong (migration HotPathPlans), and no long wait for a lock. */
const hotPath = `
  SET plan_cache_mode = force_generic_plan SET jit = off
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
  SET lock_timeout = '1s'`;

/**
 * A process may sign on what it remembers of a client, because the record judges every row against the database of that
 * instant: the account's stamp stands for all that was read of account, credential, contract, secrets and links; the
 * certificate, its link and the signing key are looked at on every row; networks are compared here and nowhere else.
 *
 * First the barrier, then the clock in its own statement, then the judging INSERT, whose snapshot is from after both. A
 * token is never ahead of this clock, and never more than `max_age` behind it (NULL: any age, for tests with a clock of
 * their own). `valid_until` is the earliest end of what the token was got with.
 */
export class TheRecordDecides1795219200029 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION read_clients(
        client_ids text[], fingerprints bytea[], contracts text[], addresses inet[]
      ) RETURNS TABLE (
        ord integer, now_ms float8, account_id bigint, stamp uuid, account_name text, account_kind text,
        account_status text, account_scopes text, tax_id_to_carry text, network_allowed boolean,
        credential_id bigint, credential_status text, credential_scopes text, credential_expires_at_ms float8,
        policy text, secret_id bigint, secret_digest text, secret_expires_at_ms float8,
        certificate_id bigint, certificate_revoked boolean, linked boolean
      ) LANGUAGE plpgsql ${hotPath}
      AS $$
      #variable_conflict use_column
      BEGIN
        RETURN QUERY
          SELECT q.ord::integer, extract(epoch FROM clock_timestamp())::float8 * 1000,
                 a.id, a.stamp, a.name, a.kind, a.status, array_to_string(a.scopes, ' '),
                 CASE WHEN a.tax_id_on_certificate THEN a.tax_id END,
                 (a.networks = '{}' OR coalesce(q.address <<= ANY (a.networks), false)),
                 c.id, c.status, array_to_string(c.scopes, ' '), extract(epoch FROM c.expires_at)::float8 * 1000,
                 p.policy,
                 s.id, s.digest, extract(epoch FROM s.expires_at)::float8 * 1000,
                 x.id, x.revoked_at IS NOT NULL, l.id IS NOT NULL
          FROM unnest(client_ids, fingerprints, contracts, addresses)
            WITH ORDINALITY AS q (client_id, fingerprint, contract, address, ord)
          LEFT JOIN credential c ON c.client_id = q.client_id
          LEFT JOIN account a ON a.id = c.account_id
          LEFT JOIN credential_contract p ON p.credential_id = c.id AND p.contract = q.contract
          LEFT JOIN credential_secret s ON s.credential_id = c.id AND s.retired_at IS NULL
          LEFT JOIN certificate x ON x.fingerprint = q.fingerprint
          LEFT JOIN account_certificate l
            ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL;
      END
      $$;

      CREATE FUNCTION record_tokens(
        jtis uuid[], issued timestamptz[], expires timestamptz[], valid_until timestamptz[], accounts bigint[],
        stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[],
        scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval
      ) RETURNS SETOF uuid LANGUAGE plpgsql ${hotPath}
      AS $$
      DECLARE
        now timestamptz;
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        now := clock_timestamp();
        RETURN QUERY
          INSERT INTO token_issuance AS t (jti, issued_at, expires_at, account_id, credential_id, secret_id,
                                           certificate_id, contract, scopes, source_address, request_id)
          SELECT q.jti, q.issued_at, q.expires_at, a.id, q.credential_id, q.secret_id,
                 x.id, q.contract, q.scopes, q.source_address, q.request_id
          FROM unnest(jtis, issued, expires, valid_until, accounts, stamps, credentials, secrets, fingerprints, contracts,
                      scope_lists, addresses, requests, kids)
            AS q (jti, issued_at, expires_at, valid_until, account_id, stamp, credential_id, secret_id, fingerprint,
                  contract, scopes, source_address, request_id, kid)
          JOIN account a ON a.id = q.account_id AND a.stamp = q.stamp AND a.status = 'active'
            AND (a.networks = '{}' OR coalesce(q.source_address <<= ANY (a.networks), false))
          JOIN signing_key k ON k.kid = q.kid AND k.dropped_at IS NULL
            AND (k.retires_at IS NULL OR k.retires_at >= q.expires_at)
          LEFT JOIN certificate x ON x.fingerprint = q.fingerprint
          WHERE (q.fingerprint IS NULL OR (x.revoked_at IS NULL AND EXISTS (
              SELECT FROM account_certificate l
              WHERE l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL)))
            AND (max_age IS NULL OR (
              q.issued_at <= now AND q.issued_at > now - max_age AND (q.valid_until IS NULL OR q.valid_until > now)))
          RETURNING t.jti;
      END
      $$;

      REVOKE ALL ON FUNCTION read_clients, record_tokens FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION read_clients, record_tokens TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
