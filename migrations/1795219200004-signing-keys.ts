import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The key ring. Material is sealed under the master key, which is never in the database. */
export class SigningKeys1795219200004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE signing_key (
        kid text PRIMARY KEY,
        algorithm text NOT NULL CHECK (algorithm IN ('HS256', 'RS256')),
        use text NOT NULL,
        sealed bytea NOT NULL,
        state text NOT NULL CHECK (state IN ('next', 'active', 'retiring', 'retired')),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        activated_at timestamptz,
        retired_at timestamptz
      );
      CREATE UNIQUE INDEX signing_key_one_active ON signing_key (algorithm, use) WHERE state = 'active';

      GRANT SELECT, INSERT, UPDATE ON signing_key TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
