import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many revocations an account requested today by self-service: of secrets, and of links to certificates. They take
 * nothing from `changes` and `refused`, and are never rejected for their number: a program with few scopes could otherwise
 * use up what the owner needs to end a leaked secret. Beyond the limit, those that change nothing leave no event.
 */
export class OwnRevocations1795219200094 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_changes ADD COLUMN revocations integer NOT NULL DEFAULT 0');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
