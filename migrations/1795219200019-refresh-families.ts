import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Refresh families of the contract realm: each login with a password begins one, each refresh gives it its next generation. A refresh
 * token is a MAC over family and generation, so nothing of it is kept here.
 *
 * record_user_issuance is the moment of issue, as record_issuance is for clients (1795219200006, 1795219200011). `_presented` is the
 * generation of the refresh token that was used; null for a login, which makes the family. It answers whether the token was recorded.
 *
 * The account is locked first, shared: whoever changes it, or anything below it, holds it (BookWriter.holdAccount), and so knows every
 * family that there is. A family that a login was about to make while its user was disabled would be missed otherwise, and be
 * alive when he is enabled again. The lock comes before the barrier: waiting for a change with the barrier in hand would hold up
 * whoever revokes, and behind him every token of everybody. No lock is waited for longer than half a second, or a change that does not end
 * would keep connections that are everybody's: the request is answered 503, and nothing was rotated.
 *
 * ONE conditional update gives the next generation. Of two who refresh at once, in any two processes, the second waits for the first's
 * row and then finds its generation taken a moment ago: it gets the same successor, as long as that was not used and the grace is not
 * over. So a family never has two ends.
 *
 * A login keeps its user's newest `_families_max` families and supersedes what is older: whoever has the password, or a program that
 * logs in instead of refreshing, would fill the table otherwise. A superseded one ends at once and so is cleared away soon. Rows that
 * another transaction has are left to the next login: nobody waits for somebody else's family.
 */
export class RefreshFamilies1795219200019 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE refresh_family (
        id uuid PRIMARY KEY,
        resource_owner_id uuid NOT NULL REFERENCES resource_owner (id),
        account_id bigint NOT NULL REFERENCES account (id),
        -- Of the login, when one was presented: the family then goes on with a linked certificate alone.
        certificate_id bigint REFERENCES certificate (id),
        scopes text[] NOT NULL,
        generation integer NOT NULL DEFAULT 1,
        -- The password that it began with: another one ends it.
        password_set_at timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        rotated_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_reason text,
        CONSTRAINT refresh_family_revoked_check CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
      );
      -- Of the living alone: whoever ends them does not read past all that ended before.
      CREATE INDEX refresh_family_owner ON refresh_family (resource_owner_id, created_at, id) WHERE revoked_at IS NULL;
      CREATE INDEX refresh_family_account ON refresh_family (account_id) WHERE revoked_at IS NULL;
      -- Of which an access token may live on, until its user's logins are ended.
      CREATE INDEX refresh_family_superseded ON refresh_family (resource_owner_id, rotated_at) WHERE revoked_reason = 'superseded';
      CREATE INDEX refresh_family_expires ON refresh_family (expires_at);

      -- Deleted row by row, by the application: one that ended is of no use to anybody.
      GRANT SELECT, INSERT, UPDATE, DELETE ON refresh_family TO portaria_app;

      ALTER TABLE token_issuance
        ALTER COLUMN credential_id DROP NOT NULL,
        ADD COLUMN resource_owner_id uuid,
        ADD COLUMN family_id uuid;

      CREATE FUNCTION record_user_issuance(
        _jti uuid, _at timestamptz, _lifetime integer, _account bigint, _version integer, _owner uuid, _password_set bigint,
        _certificate bigint, _scopes text, _address inet, _request text, _kid text,
        _family uuid, _presented integer, _family_seconds integer, _grace_seconds integer, _families_max integer
      ) RETURNS boolean LANGUAGE plpgsql VOLATILE
      SET plan_cache_mode = force_generic_plan SET jit = off
      SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
      SET lock_timeout = '500ms'
      AS $$
      DECLARE
        issued timestamptz := date_trunc('second', _at);
        expires timestamptz := issued + _lifetime * interval '1 second';
      BEGIN
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
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
