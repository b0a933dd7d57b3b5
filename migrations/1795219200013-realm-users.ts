import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users of an account, who log in with a password (the contract `realm`). */
export class RealmUsers1795219200013 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    // A UUID, since it is the `sub` of tokens: no user may share one with an account.
    await runner.query(`
      CREATE TABLE resource_owner (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        account_id bigint NOT NULL REFERENCES account (id),
        username text NOT NULL CONSTRAINT resource_owner_username_key UNIQUE
          CONSTRAINT resource_owner_username_check CHECK (username ~ '^[a-z0-9.@_+-]{3,128}$'),
        digest text NOT NULL,
        status text NOT NULL DEFAULT 'active'
          CONSTRAINT resource_owner_status_check CHECK (status IN ('active', 'disabled')),
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        password_set_at timestamptz NOT NULL DEFAULT clock_timestamp()
      );
      CREATE INDEX resource_owner_account ON resource_owner (account_id);

      GRANT SELECT, INSERT, UPDATE ON resource_owner TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
