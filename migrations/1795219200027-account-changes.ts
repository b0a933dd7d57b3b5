import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many changes each account asked for today by self-service, and how many of them were refused. Every change leaves
 * rows and an event that nobody deletes, so without a limit a merchant could fill the database. It is counted here and not
 * in a process, so that the limit holds across processes. An account has one row: a later day replaces it. No
 * foreign key: its check would lock the account, for which counting must not wait.
 */
export class AccountChanges1795219200027 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account_changes (
        account_id bigint PRIMARY KEY,
        day date NOT NULL,
        changes integer NOT NULL DEFAULT 0,
        refused integer NOT NULL DEFAULT 0
      );
      GRANT SELECT, INSERT, UPDATE ON account_changes TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
