import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether what a key stands for was acknowledged. Not to be told from `facts`: a dropped key, or a user who was disabled, writes none,
 * and a repeat must wait for the records of issue in flight all the same.
 */
export class Acknowledged1795219200018 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE idempotency ADD COLUMN acknowledged boolean NOT NULL DEFAULT true');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
