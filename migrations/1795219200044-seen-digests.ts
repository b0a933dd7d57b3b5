import type { MigrationInterface, QueryRunner } from 'typeorm';

const hashOf = (digest: string): string => `sha256(convert_to(${digest}, 'UTF8'))`;

/**
 * Attack: a thief of the application's database login makes no digest without the pepper, but lets two digests change places,
 * or puts back the digest of a password that was replaced because it leaked. The application itself moves digests to
 * another pepper, without an event, so that an UPDATE of the column cannot be refused.
 *
 * A digest belongs to one secret, or to one password of one user. So where it was first is remembered, as a hash, and each
 * other place in which it ever stood: `portaria audit verify` names these. The place of a secret that moves to another
 * pepper, and back, stays the same. The login can read these rows and neither write nor delete them.
 *
 * The lookup is by the hash, when a digest is written: nothing has to compare all digests with one another.
 */
export class SeenDigests1795219200044 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE seen_digest (
        hash bytea PRIMARY KEY,
        secret_id bigint,
        user_id uuid,
        password_set_at timestamptz,
        CHECK (num_nonnulls(secret_id, user_id) = 1)
      );
      CREATE TABLE moved_digest (
        hash bytea NOT NULL,
        secret_id bigint,
        user_id uuid,
        password_set_at timestamptz,
        -- Whether it was written over another one: two imported clients may have begun with the same digest.
        replaces boolean NOT NULL,
        CHECK (num_nonnulls(secret_id, user_id) = 1),
        UNIQUE NULLS NOT DISTINCT (hash, secret_id, user_id, password_set_at, replaces)
      );
      GRANT SELECT ON seen_digest, moved_digest TO portaria_app, portaria_manage;

      CREATE FUNCTION note_digest(digest text, secret_id bigint, user_id uuid, password_set_at timestamptz, replaces boolean)
      RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      #variable_conflict use_column
      DECLARE
        seen bytea := ${hashOf('note_digest.digest')};
      BEGIN
        INSERT INTO public.seen_digest (hash, secret_id, user_id, password_set_at)
        VALUES (seen, note_digest.secret_id, note_digest.user_id, note_digest.password_set_at) ON CONFLICT DO NOTHING;
        IF NOT FOUND THEN
          INSERT INTO public.moved_digest (hash, secret_id, user_id, password_set_at, replaces)
          SELECT seen, note_digest.secret_id, note_digest.user_id, note_digest.password_set_at, note_digest.replaces
          WHERE NOT EXISTS (
            SELECT FROM public.seen_digest s
            WHERE s.hash = seen AND (s.secret_id, s.user_id, s.password_set_at)
              IS NOT DISTINCT FROM (note_digest.secret_id, note_digest.user_id, note_digest.password_set_at))
          ON CONFLICT DO NOTHING;
        END IF;
      END
      $$;
      CREATE FUNCTION note_digest_of_secret() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM public.note_digest(NEW.digest, NEW.id, NULL, NULL, TG_OP = 'UPDATE');
        RETURN NULL;
      END
      $$;
      CREATE FUNCTION note_digest_of_user() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        PERFORM public.note_digest(NEW.digest, NULL, NEW.id, NEW.password_set_at, TG_OP = 'UPDATE');
        RETURN NULL;
      END
      $$;
      REVOKE ALL ON FUNCTION note_digest, note_digest_of_secret, note_digest_of_user FROM PUBLIC;
    `);
    for (const [table, of] of [
      ['credential_secret', 'secret'],
      ['resource_owner', 'user'],
    ] as const)
      await runner.query(`
        CREATE TRIGGER ${table}_notes_digest AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION note_digest_of_${of}();
        CREATE TRIGGER ${table}_notes_new_digest AFTER UPDATE ON ${table} FOR EACH ROW
          WHEN (OLD.digest IS DISTINCT FROM NEW.digest) EXECUTE FUNCTION note_digest_of_${of}();
        ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_notes_digest;
        ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_notes_new_digest;
      `);
    await runner.query(`
      WITH digests AS (
        SELECT ${hashOf('digest')} AS hash, id AS secret_id, NULL::uuid AS user_id, NULL::timestamptz AS password_set_at
        FROM credential_secret
        UNION ALL SELECT ${hashOf('digest')}, NULL, id, password_set_at FROM resource_owner),
      numbered AS (SELECT *, row_number() OVER (PARTITION BY hash ORDER BY secret_id, user_id) AS n FROM digests),
      first AS (
        INSERT INTO seen_digest SELECT hash, secret_id, user_id, password_set_at FROM numbered WHERE n = 1)
      INSERT INTO moved_digest SELECT hash, secret_id, user_id, password_set_at, false FROM numbered WHERE n > 1;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
