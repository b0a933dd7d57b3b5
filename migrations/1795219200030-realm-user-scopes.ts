import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The scopes of a realm user; NULL stands for all of the account. record_user_issuance needs no change: a change of
 * them raises the account's version, which it compares.
 */
export class RealmUserScopes1795219200030 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE resource_owner ADD COLUMN scopes text[]');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
