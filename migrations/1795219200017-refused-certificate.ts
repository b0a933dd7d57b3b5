import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was presented, beside its fingerprint: of a certificate that nobody linked nothing else is kept anywhere. */
export class RefusedCertificate1795219200017 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE refusal
        ADD COLUMN certificate_subject text,
        ADD COLUMN certificate_not_before timestamptz,
        ADD COLUMN certificate_not_after timestamptz;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
