import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What each running process has that the others must have too: settings that decide which tokens are accepted, and which
 * master keys it knows. Two processes with different issuers reject each other's tokens, and nothing says why; a key that is
 * sealed under a master key that a process lacks never signs there.
 *
 * The settings are public: every token has them. Of a master key there is its id, the start of a digest of 32 random bytes,
 * which also precedes everything that it sealed.
 *
 * record_settings tells a process that only issues, too, what others have instead: it reads no heartbeat itself.
 */
export class SettingsOfProcesses1795219200095 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE process_heartbeat
        ADD COLUMN settings jsonb NOT NULL DEFAULT '{}'
          CHECK (jsonb_typeof(settings) = 'object' AND octet_length(settings::text) <= 16000),
        ADD COLUMN master_keys text NOT NULL DEFAULT '' CHECK (master_keys ~ '^([0-9a-f]{16}( |$)){0,20}$');

      -- Returns in which settings the other running processes differ, and what some of them have.
      CREATE FUNCTION record_settings(process uuid, own jsonb, keys text)
      RETURNS TABLE (setting text, others text[]) LANGUAGE plpgsql
        SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '1s'
      AS $$
      BEGIN
        UPDATE public.process_heartbeat p SET settings = own, master_keys = keys
        WHERE p.id = process AND (p.settings, p.master_keys) IS DISTINCT FROM (own, keys);
        RETURN QUERY
          SELECT mine.key, (array_agg(DISTINCT p.host || ': ' || left(p.settings ->> mine.key, 200)))[1:5]
          FROM jsonb_each_text(own) AS mine
          JOIN public.process_heartbeat p
            ON p.id <> process AND p.last_seen_at > clock_timestamp() - interval '30 seconds'
               AND p.settings ->> mine.key <> mine.value
          GROUP BY mine.key ORDER BY mine.key;
      END
      $$;
      REVOKE ALL ON FUNCTION record_settings FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION record_settings TO portaria_app, portaria_issue, portaria_manage;
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
