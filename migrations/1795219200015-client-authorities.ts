import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The authorities whose client certificates NGINX accepts, from which its bundle is written, on every machine the same. One that
 * was removed stays, marked: the file of a machine that still has it may be written anew without being asked about it.
 */
export class ClientAuthorities1795219200015 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE client_authority (
        fingerprint bytea PRIMARY KEY
          CONSTRAINT client_authority_fingerprint_check CHECK (octet_length(fingerprint) = 32),
        pem text NOT NULL,
        subject text NOT NULL,
        issuer text NOT NULL,
        key_type text NOT NULL,
        not_before timestamptz NOT NULL,
        not_after timestamptz NOT NULL,
        added_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        removed_at timestamptz
      );

      GRANT SELECT, INSERT, UPDATE ON client_authority TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
