import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whoever sets a stamp gets another one than they gave. With the application's login alone, the stamp of before a
 * suspension could be written back, and a process that still remembered the account would have signed on it.
 */
export class StampsAreRandom1795219200041 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TRIGGER account_stamp_is_random BEFORE UPDATE ON account FOR EACH ROW
        WHEN (OLD.stamp IS DISTINCT FROM NEW.stamp) EXECUTE FUNCTION stamp_account();
      ALTER TABLE account ENABLE ALWAYS TRIGGER account_stamp_is_random;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
