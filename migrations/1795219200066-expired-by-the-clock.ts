import type { MigrationInterface, QueryRunner } from 'typeorm';

const kept = ['pem', 'subject', 'issuer', 'serial', 'not_before', 'not_after', 'tax_id', 'key_type'] as const;
const changed = kept.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`).join(' OR ');

/**
 * Attack: a thief of the application's database login waits in one statement until a secret has expired, and moves its end
 * then: the time of the statement's begin is from before. The clock itself is asked now.
 *
 * Attack: the tax id of a linked certificate, which tokens may carry, or its kind of key is replaced. Both are of the
 * certificate, and stay as it.
 */
export class ExpiredByTheClock1795219200066 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(keepCertificate);
    await runner.query(`
      CREATE OR REPLACE TRIGGER certificate_keeps_what_it_is BEFORE UPDATE ON certificate FOR EACH ROW
        WHEN (${changed}) EXECUTE FUNCTION keep_certificate();
      CREATE OR REPLACE TRIGGER credential_secret_stays_expired BEFORE UPDATE ON credential_secret FOR EACH ROW
        WHEN (OLD.expires_at < clock_timestamp() AND OLD.retired_at IS NULL
          AND (NEW.expires_at IS NULL OR NEW.expires_at > OLD.expires_at))
        EXECUTE FUNCTION refuse_revival();
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}

const keepCertificate = `
CREATE OR REPLACE FUNCTION public.keep_certificate()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          NEW.pem := OLD.pem; NEW.subject := OLD.subject; NEW.issuer := OLD.issuer; NEW.serial := OLD.serial; NEW.not_before := OLD.not_before; NEW.not_after := OLD.not_after; NEW.tax_id := OLD.tax_id; NEW.key_type := OLD.key_type;
        END IF;
        RETURN NEW;
      END
      $$`;
