import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * When a delivery was last asked for again: a job of the queue that is older waits for nothing any more. And the language
 * of a recipient of e-mails, which read in it what a webhook gets as fields.
 */
export class AskedDeliveries1795219200097 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE notice_delivery ADD COLUMN asked_at timestamptz;
      GRANT UPDATE (asked_at) ON notice_delivery TO portaria_app, portaria_manage;

      ALTER TABLE notice_recipient
        ADD COLUMN language text CHECK (language IN ('en', 'pt-BR')),
        ADD CONSTRAINT notice_recipient_language CHECK ((kind = 'email') = (language IS NOT NULL));
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
