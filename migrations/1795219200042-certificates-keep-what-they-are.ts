import type { MigrationInterface, QueryRunner } from 'typeorm';

const kept = ['pem', 'subject', 'issuer', 'serial', 'not_before', 'not_after'] as const;
const changed = kept.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`).join(' OR ');
const keep = kept.map((column) => `NEW.${column} := OLD.${column};`).join(' ');

/**
 * Attack: a thief of the application's database login gives a certificate that is still good another PEM, issuer and
 * serial number, before an operator revokes it as compromised: the list of revoked certificates and the search for
 * compromised keys then look for a certificate that does not exist. What a certificate is never changes, so an UPDATE
 * leaves it as it is; that is no error, because an upsert writes it anew.
 *
 * Attack: the end of a secret that has passed is moved or taken away, and the secret opens again.
 */
export class CertificatesKeepWhatTheyAre1795219200042 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION keep_certificate() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF NOT pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          ${keep}
        END IF;
        RETURN NEW;
      END
      $$;
      REVOKE ALL ON FUNCTION keep_certificate() FROM PUBLIC;
      CREATE TRIGGER certificate_keeps_what_it_is BEFORE UPDATE ON certificate FOR EACH ROW
        WHEN (${changed}) EXECUTE FUNCTION keep_certificate();

      CREATE TRIGGER credential_secret_stays_expired BEFORE UPDATE ON credential_secret FOR EACH ROW
        WHEN (OLD.expires_at < statement_timestamp() AND OLD.retired_at IS NULL
          AND (NEW.expires_at IS NULL OR NEW.expires_at > OLD.expires_at))
        EXECUTE FUNCTION refuse_revival();
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
