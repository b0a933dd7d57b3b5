import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The record functions refuse every isolation but READ COMMITTED. Under REPEATABLE READ, which may be the default of a
 * server, a database or a role, all statements of a transaction see the state of its first one: the check after the
 * barrier would not see a revocation that was acknowledged while it waited, and a token would be recorded after that.
 * The version of record_issuance without the signing keys is called by the release before, and gets the same.
 *
 * No function of the hot path waits longer than a second for a lock. A client that gives its statement up first leaves
 * a backend behind that waits on, and opens another one.
 */
export class RecordsUnderReadCommitted1795219200022 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION assert_read_committed() RETURNS void LANGUAGE plpgsql STABLE AS $$
      BEGIN
        IF current_setting('transaction_isolation') <> 'read committed' THEN
          RAISE EXCEPTION USING ERRCODE = 'invalid_transaction_state',
            MESSAGE = format('no token is recorded under the isolation "%s": it could be one that was revoked before. '
              'Remove default_transaction_isolation from postgresql.conf, ALTER DATABASE %I and ALTER ROLE %I, or set it '
              'to "read committed", and open the connections anew',
              current_setting('transaction_isolation'), current_database(), session_user);
        END IF;
      END
      $$;

      CREATE OR REPLACE FUNCTION record_issuance(
        jtis uuid[], issued timestamptz[], expires timestamptz[], accounts bigint[], versions integer[],
        credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[],
        addresses inet[], requests text[], kids text[]
      )
      RETURNS SETOF uuid
      LANGUAGE plpgsql
      SET plan_cache_mode = force_generic_plan
      SET jit = off
      SET enable_seqscan = off
      SET enable_hashjoin = off
      SET enable_mergejoin = off
      SET lock_timeout = '1s'
      AS $$
      BEGIN
        PERFORM assert_read_committed();
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

      CREATE OR REPLACE FUNCTION record_issuance(
        jtis uuid[], issued timestamptz[], expires timestamptz[], accounts bigint[], versions integer[],
        credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[],
        addresses inet[], requests text[]
      )
      RETURNS SETOF uuid
      LANGUAGE plpgsql
      SET plan_cache_mode = force_generic_plan
      SET jit = off
      SET enable_seqscan = off
      SET enable_hashjoin = off
      SET enable_mergejoin = off
      SET lock_timeout = '1s'
      AS $$
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        RETURN QUERY
          INSERT INTO token_issuance AS t (jti, issued_at, expires_at, account_id, credential_id, secret_id,
                                           certificate_id, contract, scopes, source_address, request_id)
          SELECT q.jti, q.issued_at, q.expires_at, q.account_id, q.credential_id, q.secret_id,
                 q.certificate_id, q.contract, q.scopes, q.source_address, q.request_id
          FROM unnest(jtis, issued, expires, accounts, versions, credentials, secrets, certificates, contracts,
                      scope_lists, addresses, requests)
            AS q (jti, issued_at, expires_at, account_id, version, credential_id, secret_id, certificate_id,
                  contract, scopes, source_address, request_id)
          JOIN account a ON a.id = q.account_id AND a.status = 'active' AND a.version = q.version
          JOIN credential c ON c.id = q.credential_id AND c.account_id = a.id AND c.status = 'active'
          JOIN credential_secret s ON s.id = q.secret_id AND s.credential_id = c.id AND s.retired_at IS NULL
          WHERE q.certificate_id IS NULL OR EXISTS (
            SELECT FROM certificate x
            JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL
            WHERE x.id = q.certificate_id AND x.revoked_at IS NULL)
          RETURNING t.jti;
      END
      $$;

      CREATE OR REPLACE FUNCTION record_user_issuance(
        _jti uuid, _at timestamptz, _lifetime integer, _account bigint, _version integer, _owner uuid,
        _password_set bigint, _certificate bigint, _scopes text, _address inet, _request text, _kid text,
        _family uuid, _presented integer, _family_seconds integer, _grace_seconds integer, _families_max integer
      )
      RETURNS boolean
      LANGUAGE plpgsql
      SET plan_cache_mode = force_generic_plan
      SET jit = off
      SET enable_seqscan = off
      SET enable_hashjoin = off
      SET enable_mergejoin = off
      SET lock_timeout = '500ms'
      AS $$
      DECLARE
        issued timestamptz := date_trunc('second', _at);
        expires timestamptz := issued + _lifetime * interval '1 second';
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM FROM account a WHERE a.id = _account FOR SHARE;
        PERFORM pg_advisory_xact_lock_shared(7305808);
        PERFORM FROM account a
          JOIN resource_owner u ON u.id = _owner AND u.account_id = a.id AND u.status = 'active'
            AND (extract(epoch FROM u.password_set_at) * 1000000)::bigint = _password_set
          JOIN signing_key k ON k.kid = _kid AND k.dropped_at IS NULL AND (k.retires_at IS NULL OR k.retires_at >= expires)
          WHERE a.id = _account AND a.status = 'active' AND a.version = _version AND a.kind = 'merchant'
            AND (_certificate IS NULL OR EXISTS (
              SELECT FROM certificate x
              JOIN account_certificate l ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL
              WHERE x.id = _certificate AND x.revoked_at IS NULL));
        IF NOT FOUND THEN
          RETURN false;
        END IF;
        IF _presented IS NULL THEN
          INSERT INTO refresh_family (id, resource_owner_id, account_id, certificate_id, scopes, password_set_at,
                                      created_at, rotated_at, expires_at)
          SELECT _family, u.id, _account, _certificate, string_to_array(_scopes, ' '), u.password_set_at,
                 issued, clock_timestamp(), issued + _family_seconds * interval '1 second'
          FROM resource_owner u WHERE u.id = _owner;
        ELSE
          UPDATE refresh_family f
          SET generation = _presented + 1,
              -- The moment itself: _at is when the request was read, and locks and the signature come between.
              rotated_at = CASE WHEN f.generation = _presented THEN clock_timestamp() ELSE f.rotated_at END
          FROM resource_owner u
          WHERE f.id = _family AND f.resource_owner_id = _owner AND u.id = _owner AND u.password_set_at = f.password_set_at
            AND f.revoked_at IS NULL AND f.expires_at > _at
            AND (f.certificate_id IS NULL OR _certificate IS NOT NULL)
            AND (f.generation = _presented
                 OR (f.generation = _presented + 1 AND f.rotated_at > _at - _grace_seconds * interval '1 second'));
        END IF;
        IF NOT FOUND THEN
          RETURN false;
        END IF;
        IF _presented IS NULL THEN
          UPDATE refresh_family f
          SET revoked_at = clock_timestamp(), revoked_reason = 'superseded', expires_at = least(f.expires_at, clock_timestamp())
          WHERE f.id IN (
            SELECT s.id FROM refresh_family s
            WHERE s.revoked_at IS NULL AND s.id IN (
              SELECT o.id FROM refresh_family o WHERE o.resource_owner_id = _owner AND o.revoked_at IS NULL
              ORDER BY o.created_at DESC, o.id DESC OFFSET _families_max LIMIT 8)
            FOR UPDATE SKIP LOCKED);
        END IF;
        INSERT INTO token_issuance (jti, issued_at, expires_at, account_id, certificate_id, contract, scopes, source_address,
                                    request_id, resource_owner_id, family_id)
        VALUES (_jti, issued, expires, _account, _certificate, 'realm', _scopes, _address, _request, _owner, _family);
        RETURN true;
      END
      $$;

      ALTER FUNCTION read_client_snapshots(text[], bytea[], text[], inet[]) SET lock_timeout = '1s';
      ALTER FUNCTION read_authority(text[], bytea[], text[], inet[]) SET lock_timeout = '1s';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
