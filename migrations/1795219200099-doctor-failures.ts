import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The checks of doctor that failed on a host when it last ran there with `--notify`. A check that goes on failing is told
 * once, until it was sound in between.
 */
export class DoctorFailures1795219200099 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE doctor_failure (
        host text NOT NULL CHECK (length(host) BETWEEN 1 AND 255),
        check_name text NOT NULL CHECK (length(check_name) BETWEEN 1 AND 100),
        begun_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        PRIMARY KEY (host, check_name)
      );
      GRANT SELECT, INSERT, DELETE ON doctor_failure TO portaria_app, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
