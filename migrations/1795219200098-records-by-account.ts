import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The export of an account's data reads its notices and ended logins by account. A token request changes neither: a login
 * that is inserted has not ended, so the index has no entry for it.
 */
export class RecordsByAccount1795219200098 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX notice_account ON notice (account_id, id) WHERE account_id IS NOT NULL;
      CREATE INDEX notice_recipient_of_account ON notice_recipient (account_id, id) WHERE account_id IS NOT NULL;
      CREATE INDEX refresh_family_ended ON refresh_family (account_id, id) WHERE revoked_at IS NOT NULL;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
