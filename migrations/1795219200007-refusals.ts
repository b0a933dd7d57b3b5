import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Why somebody got no token, for the account's owner and the operators; kept short, dropped by day. */
export class Refusals1795219200007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE refusal (
        id bigint GENERATED ALWAYS AS IDENTITY,
        at timestamptz NOT NULL,
        request_id text NOT NULL,
        contract text NOT NULL,
        door text NOT NULL,
        reason text NOT NULL,
        detail text NOT NULL,
        client_id text,
        account_id bigint,
        fingerprint bytea,
        source_address inet,
        PRIMARY KEY (at, id)
      ) PARTITION BY RANGE (at);
      CREATE INDEX refusal_request ON refusal (request_id);
      CREATE INDEX refusal_account ON refusal (account_id, at) WHERE account_id IS NOT NULL;

      GRANT SELECT, INSERT ON refusal TO portaria_app;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
