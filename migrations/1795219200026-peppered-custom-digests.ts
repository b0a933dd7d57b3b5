import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Digests of custom secrets, passwords and imported digests are under a pepper too, and its id stands between the first
 * and the second `$` as in digests of generated secrets. `peppers_in_use()` finds all of them, and those of users, in as
 * many steps as there are peppers. Digests of other systems that were not sealed begin with `$` or `pbkdf2_`.
 */
export class PepperedCustomDigests1795219200026 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE INDEX credential_secret_digest_pepper ON credential_secret (split_part(digest, '$', 2))
        WHERE retired_at IS NULL AND digest !~ '^([$]|pbkdf2_)';
      CREATE INDEX resource_owner_digest_pepper ON resource_owner (split_part(digest, '$', 2))
        WHERE digest !~ '^([$]|pbkdf2_)';
      CREATE INDEX credential_secret_unsealed ON credential_secret (id)
        WHERE retired_at IS NULL AND digest ~ '^([$]|pbkdf2_)';
      CREATE INDEX resource_owner_unsealed ON resource_owner (id) WHERE digest ~ '^([$]|pbkdf2_)';
      DROP INDEX credential_secret_pepper;

      CREATE OR REPLACE FUNCTION peppers_in_use() RETURNS SETOF text LANGUAGE plpgsql STABLE
      SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
      AS $$
      DECLARE
        pepper text := '';
        next_pepper text;
      BEGIN
        LOOP
          SELECT least(
            (SELECT split_part(s.digest, '$', 2) FROM credential_secret s
             WHERE s.retired_at IS NULL AND s.digest !~ '^([$]|pbkdf2_)' AND split_part(s.digest, '$', 2) > pepper
             ORDER BY split_part(s.digest, '$', 2) LIMIT 1),
            (SELECT split_part(u.digest, '$', 2) FROM resource_owner u
             WHERE u.digest !~ '^([$]|pbkdf2_)' AND split_part(u.digest, '$', 2) > pepper
             ORDER BY split_part(u.digest, '$', 2) LIMIT 1)) INTO next_pepper;
          EXIT WHEN next_pepper IS NULL;
          pepper := next_pepper;
          -- Secrets of revoked credentials, expired ones, and disabled users lie there as well: nobody needs their pepper.
          IF EXISTS (
            SELECT FROM credential_secret s JOIN credential c ON c.id = s.credential_id
            WHERE s.retired_at IS NULL AND s.digest !~ '^([$]|pbkdf2_)' AND split_part(s.digest, '$', 2) = pepper
              AND (s.expires_at IS NULL OR s.expires_at > clock_timestamp()) AND c.status = 'active')
          OR EXISTS (
            SELECT FROM resource_owner u
            WHERE u.digest !~ '^([$]|pbkdf2_)' AND split_part(u.digest, '$', 2) = pepper AND u.status = 'active')
          THEN
            RETURN NEXT pepper;
          END IF;
        END LOOP;
      END
      $$;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
