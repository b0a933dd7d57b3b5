import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Facts that end a token before its time. Written in the transaction of the change that caused them. */
export class Revocations1795219200005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE revocation (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN
          ('token', 'secret', 'credential', 'certificate', 'account-and-certificate', 'refresh-family', 'account')),
        subject text NOT NULL,
        effective_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz NOT NULL
      );
      CREATE INDEX revocation_expires ON revocation (expires_at);
      CREATE INDEX revocation_subject ON revocation (kind, subject);

      GRANT SELECT, INSERT, UPDATE ON revocation TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
