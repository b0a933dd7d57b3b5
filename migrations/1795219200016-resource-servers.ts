import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Which accounts run an API that our tokens are for: introspection tells them of everybody's tokens (RFC 7662 section 4), all others
 * of their own. The release before does not know the column and goes on without it.
 */
export class ResourceServers1795219200016 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account ADD COLUMN resource_server boolean NOT NULL DEFAULT false');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
