import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The table of copied digests, which operators delete rows of, has the word that the findings have. */
export class CopiedDigest1795219200102 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE moved_digest RENAME TO copied_digest;
      ALTER TABLE copied_digest RENAME CONSTRAINT moved_digest_check TO copied_digest_check;
      ALTER TABLE copied_digest RENAME CONSTRAINT moved_digest_hash_secret_id_user_id_password_set_at_replace_key
        TO copied_digest_hash_secret_id_user_id_password_set_at_replac_key;
      -- For processes of the previous release, which verify the audit trail while the new one is installed.
      CREATE VIEW moved_digest AS SELECT * FROM copied_digest;
      GRANT SELECT ON moved_digest TO portaria_app, portaria_manage;

      CREATE OR REPLACE FUNCTION note_digest(digest text, secret_id bigint, user_id uuid, password_set_at timestamptz, replaces boolean)
      RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      #variable_conflict use_column
      DECLARE
        seen bytea := sha256(convert_to(note_digest.digest, 'UTF8'));
      BEGIN
        INSERT INTO public.seen_digest (hash, secret_id, user_id, password_set_at)
        VALUES (seen, note_digest.secret_id, note_digest.user_id, note_digest.password_set_at) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
          INSERT INTO public.copied_digest (hash, secret_id, user_id, password_set_at, replaces)
          SELECT seen, note_digest.secret_id, note_digest.user_id, note_digest.password_set_at, note_digest.replaces
          WHERE NOT EXISTS (
            SELECT FROM public.seen_digest s
            WHERE s.hash = seen AND (s.secret_id, s.user_id, s.password_set_at)
              IS NOT DISTINCT FROM (note_digest.secret_id, note_digest.user_id, note_digest.password_set_at))
          ON CONFLICT DO NOTHING;
        END IF;
      END
      $$;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
