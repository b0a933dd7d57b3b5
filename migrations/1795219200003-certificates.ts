import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Certificates by fingerprint, and which account each one is linked to (many to many, with history). */
export class Certificates1795219200003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE certificate (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        fingerprint bytea NOT NULL UNIQUE CHECK (octet_length(fingerprint) = 32),
        pem text NOT NULL,
        subject text NOT NULL,
        issuer text NOT NULL,
        serial text NOT NULL,
        key_type text NOT NULL,
        not_before timestamptz NOT NULL,
        not_after timestamptz NOT NULL,
        tax_id text,
        revoked_at timestamptz,
        revoked_reason text,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX certificate_not_after ON certificate (not_after);

      CREATE TABLE account_certificate (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account_id bigint NOT NULL REFERENCES account (id),
        certificate_id bigint NOT NULL REFERENCES certificate (id),
        linked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        unlinked_at timestamptz,
        last_used_at timestamptz
      );
      CREATE UNIQUE INDEX account_certificate_live
        ON account_certificate (certificate_id, account_id) WHERE unlinked_at IS NULL;
      CREATE INDEX account_certificate_account ON account_certificate (account_id);

      GRANT SELECT, INSERT, UPDATE ON certificate, account_certificate TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
