import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Accounts, their credentials, what each credential may be used for, and the digests of its secrets. */
export class Accounts1795219200002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE account (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        name text NOT NULL CHECK (name <> ''),
        tax_id text,
        kind text NOT NULL CHECK (kind IN ('merchant', 'operator')),
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')),
        scopes text[] NOT NULL DEFAULT '{}',
        networks cidr[] NOT NULL DEFAULT '{}',
        tax_id_on_certificate boolean NOT NULL DEFAULT false,
        version integer NOT NULL DEFAULT 1,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CHECK (NOT tax_id_on_certificate OR tax_id IS NOT NULL)
      );

      CREATE TABLE credential (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        account_id bigint NOT NULL REFERENCES account (id),
        client_id text NOT NULL UNIQUE CHECK (client_id ~ '^[A-Za-z0-9._-]{3,64}$'),
        label text NOT NULL DEFAULT '',
        status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'revoked')),
        scopes text[],
        expires_at timestamptz,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        revoked_at timestamptz
      );
      CREATE INDEX credential_account ON credential (account_id);

      CREATE TABLE credential_contract (
        credential_id bigint NOT NULL REFERENCES credential (id),
        contract text NOT NULL,
        policy text NOT NULL CHECK (policy IN ('tls', 'header', 'none')),
        PRIMARY KEY (credential_id, contract),
        CHECK (NOT (contract = 'avista' AND policy = 'none'))
      );

      CREATE TABLE credential_secret (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        credential_id bigint NOT NULL REFERENCES credential (id),
        digest text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        expires_at timestamptz,
        retired_at timestamptz,
        last_used_at timestamptz
      );
      CREATE INDEX credential_secret_live ON credential_secret (credential_id) WHERE retired_at IS NULL;

      GRANT SELECT, INSERT, UPDATE ON account, credential, credential_secret TO portaria_app;
      GRANT SELECT, INSERT, UPDATE, DELETE ON credential_contract TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
