import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The recorded reason gets the name that says what was wrong: the certificate was not in the handshake. */
export class ReasonOfCertificatesInHeaders1795219200057 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      UPDATE refusal SET reason = 'certificate_not_in_handshake' WHERE reason = 'certificate_only_presented';
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
