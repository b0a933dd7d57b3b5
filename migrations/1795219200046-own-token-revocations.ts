import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How many of its own tokens an account revoked today at `/oauth/revoke`. A revocation is never refused for
 * their number, since a token that leaked has to end; it is their events, kept permanently, that get fewer. Apart from
 * `changes`: what a program revokes must not take from its owner the change of a secret.
 */
export class OwnTokenRevocations1795219200046 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE account_changes ADD COLUMN revoked_tokens integer NOT NULL DEFAULT 0');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
