import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The gateway's own certificate authorities: the one that signs, and those of before, which go on signing their list of
 * revoked certificates. The key is sealed under the master key, which is never in the database. A revoked certificate is
 * found by its issuer's name, as a list of revoked certificates names it.
 */
export class CertificateAuthority1795219200012 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE certificate_authority (
        fingerprint bytea PRIMARY KEY CHECK (octet_length(fingerprint) = 32),
        subject text NOT NULL,
        pem text NOT NULL,
        chain text NOT NULL,
        key_type text NOT NULL,
        not_before timestamptz NOT NULL,
        not_after timestamptz NOT NULL,
        sealed bytea NOT NULL,
        crl_number bigint NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        retired_at timestamptz
      );
      CREATE UNIQUE INDEX certificate_authority_one_signs
        ON certificate_authority ((true)) WHERE retired_at IS NULL;

      CREATE INDEX certificate_revoked ON certificate (issuer) WHERE revoked_at IS NOT NULL;

      GRANT SELECT, INSERT, UPDATE ON certificate_authority TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
