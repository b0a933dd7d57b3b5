import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The record of issued tokens, and the function that is the moment of issue.
 *
 * The barrier: record_issuance holds the advisory lock 7305808 shared until its transaction ends; whoever revokes
 * commits the change, then takes the lock exclusively once, then acknowledges. A record that began before the change
 * was visible is thereby finished before the acknowledgement; one that begins later sees the change, because each
 * statement of a volatile function has a snapshot of its own. A plain join would leak: it sees the state of when the
 * INSERT began, however long that INSERT then waits.
 */
export class Issuance1795219200006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE token_issuance (
        jti uuid NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        account_id bigint NOT NULL,
        credential_id bigint NOT NULL,
        secret_id bigint,
        certificate_id bigint,
        contract text NOT NULL,
        scopes text NOT NULL,
        source_address inet,
        request_id text NOT NULL,
        PRIMARY KEY (issued_at, jti)
      ) PARTITION BY RANGE (issued_at);

      CREATE FUNCTION record_issuance(
        jtis uuid[], issued timestamptz[], expires timestamptz[], accounts bigint[], versions integer[],
        credentials bigint[], secrets bigint[], certificates bigint[], contracts text[], scope_lists text[],
        addresses inet[], requests text[]
      ) RETURNS SETOF uuid LANGUAGE plpgsql VOLATILE AS $$
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

      GRANT SELECT, INSERT ON token_issuance TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
