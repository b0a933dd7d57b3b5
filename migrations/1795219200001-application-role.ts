import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The role that the application's login belongs to. The owner migrates; the application only works on rows, so a
 * stolen application password can neither change the schema nor rewrite what is append-only.
 */
export class ApplicationRole1795219200001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // Roles belong to the whole cluster: another database may have made it already, perhaps at this moment.
    await runner.query(`
      DO $$
      BEGIN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'portaria_app') THEN
          CREATE ROLE portaria_app NOLOGIN;
        END IF;
      EXCEPTION
        WHEN duplicate_object OR unique_violation THEN NULL;
        WHEN insufficient_privilege THEN
          RAISE EXCEPTION 'role portaria_app is missing and this user may not create it'
            USING HINT = 'Run once as a superuser: CREATE ROLE portaria_app NOLOGIN;';
      END
      $$;
      GRANT USAGE ON SCHEMA public TO portaria_app;
      GRANT SELECT ON schema_migration TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
