import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * ES256 keys (RFC 7518 section 3.4) in the key ring. The previous release opens them, and neither publishes them nor signs
 * with them.
 */
export class Es256Keys1795219200036 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE signing_key
        DROP CONSTRAINT signing_key_algorithm_check,
        ADD CONSTRAINT signing_key_algorithm_check CHECK (algorithm IN ('HS256', 'RS256', 'ES256'))
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
