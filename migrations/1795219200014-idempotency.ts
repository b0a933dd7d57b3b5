import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was answered to a change that came with a key of its caller's, so that a repeat gets the same answer and nothing twice.
 * Written in the transaction of the change. `facts` are the revocations that the change wrote and that have not passed the
 * barrier yet: a repeat must not be acknowledged before they have. Kept 24 hours; each new key clears away some old ones.
 */
export class Idempotency1795219200014 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE idempotency (
        account_id bigint NOT NULL REFERENCES account (id),
        key text NOT NULL,
        request_digest text NOT NULL,
        outcome text,
        facts bigint[] NOT NULL DEFAULT '{}',
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (account_id, key)
      );
      CREATE INDEX idempotency_created ON idempotency (created_at);

      GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
