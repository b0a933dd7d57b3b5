import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Attack: a thief of the login that only issues records a token with a time that has not come. A revocation takes the time of
 * the newest record, because the clock may have stepped back, and would so be days ahead: the next tokens of the merchant
 * would be refused until then. So each login but the owner's is bound to the database's clock, whatever age it allows, and a
 * revocation looks no further ahead than a clock can step: ntpd takes no step of more than 1000 seconds.
 *
 * `any_clock`: the owner of the schema may replace it in a database of tests that have a clock of their own.
 */
export class NoRecordAhead1795219200065 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION any_clock() RETURNS boolean LANGUAGE sql IMMUTABLE
      SET search_path = pg_catalog, public, pg_temp AS $$ SELECT false $$;
      REVOKE ALL ON FUNCTION any_clock FROM PUBLIC;
    `);
    await runner.query(recordTokens);
    await runner.query(recordUserIssuance);
    await runner.query(acknowledge);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

const recordTokens = `
CREATE OR REPLACE FUNCTION public.record_tokens(jtis uuid[], issued timestamp with time zone[], expires timestamp with time zone[], valid_until timestamp with time zone[], accounts bigint[], stamps uuid[], credentials bigint[], secrets bigint[], fingerprints bytea[], contracts text[], scope_lists text[], addresses inet[], requests text[], kids text[], max_age interval)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '1s'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $$
      DECLARE
        now timestamptz;
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        PERFORM pg_advisory_xact_lock_shared(7305808);
        now := clock_timestamp();
        IF NOT any_clock() THEN
          max_age := least(max_age, interval '10 seconds');
        END IF;
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
      $$`;

const recordUserIssuance = `
CREATE OR REPLACE FUNCTION public.record_user_issuance(_jti uuid, _at timestamp with time zone, _lifetime integer, _account bigint, _version integer, _owner uuid, _password_set bigint, _certificate bigint, _scopes text, _address inet, _request text, _kid text, _family uuid, _presented integer, _family_seconds integer, _grace_seconds integer, _families_max integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET plan_cache_mode TO 'force_generic_plan'
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET lock_timeout TO '500ms'
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $$
      DECLARE
        issued timestamptz := date_trunc('second', _at);
        expires timestamptz := issued + _lifetime * interval '1 second';
      BEGIN
        PERFORM assert_read_committed();
        -- Whatever the server's or the role's default is: a token leaves only after its record is on disk.
        PERFORM set_config('synchronous_commit', 'on', true);
        IF NOT any_clock() AND _at NOT BETWEEN clock_timestamp() - interval '1 minute' AND clock_timestamp() + interval '1 second' THEN
          RETURN false;
        END IF;
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
      $$`;

const acknowledge = `
CREATE OR REPLACE FUNCTION public.acknowledge_reused_family(revocation bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $$
        WITH moment AS MATERIALIZED (
          SELECT greatest(clock_timestamp(), max(t.issued_at)) AS at
          FROM public.token_issuance t WHERE t.issued_at > now() - interval '1 day' AND t.issued_at < now() + interval '1000 seconds')
        UPDATE public.revocation r SET effective_at = m.at, expires_at = m.at + interval '3900 seconds'
        FROM moment m WHERE r.id = $1 AND r.kind = 'refresh-family' AND r.effective_at < m.at
      $$`;
