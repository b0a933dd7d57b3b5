import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The version of the account that asked for a change: a request ends with any later change of that account. Attack: a
 * thief's request waits; the operator is suspended, gets another secret, is reactivated, and the request is approved.
 */
export class AskerVersion1795219200109 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      SET LOCAL lock_timeout = '10s';
      ALTER TABLE approval ADD COLUMN asker_version integer;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
