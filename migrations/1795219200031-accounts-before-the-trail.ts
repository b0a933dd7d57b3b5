import type { MigrationInterface, QueryRunner } from 'typeorm';

/** As `readAccountState` in src/ writes an account into the images of the trail. */
const instant = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const stateOfAccount = `
  json_build_object(
    'name', a.name, 'taxId', a.tax_id, 'kind', a.kind, 'status', a.status, 'scopes', a.scopes, 'networks', a.networks,
    'taxIdOnCertificate', a.tax_id_on_certificate, 'resourceServer', a.resource_server,
    'credentials', (
      SELECT coalesce(json_object_agg(c.client_id, json_build_object(
        'label', c.label, 'status', c.status, 'scopes', c.scopes, 'expiresAt', ${instant('c.expires_at')},
        'contracts', (
          SELECT coalesce(json_object_agg(p.contract, p.policy ORDER BY p.contract), '{}')
          FROM credential_contract p WHERE p.credential_id = c.id),
        'secrets', (
          SELECT coalesce(json_object_agg(s.id, json_build_object(
            'shape', CASE WHEN s.digest LIKE 'hmac-sha256$%' THEN 'generated' ELSE 'custom' END,
            'expiresAt', ${instant('s.expires_at')}) ORDER BY s.id), '{}')
          FROM credential_secret s WHERE s.credential_id = c.id AND s.retired_at IS NULL)) ORDER BY c.id), '{}')
      FROM credential c WHERE c.account_id = a.id),
    'certificates', (
      SELECT coalesce(json_object_agg(encode(x.fingerprint, 'hex'), json_build_object(
        'subject', x.subject, 'notAfter', ${instant('x.not_after')}) ORDER BY l.id), '{}')
      FROM account_certificate l JOIN certificate x ON x.id = l.certificate_id
      WHERE l.account_id = a.id AND l.unlinked_at IS NULL))`;

/**
 * Accounts that are older than the audit trail have no event, and so were excused when what is in force is compared
 * with the trail: by `created_at`, which the application's login may write. Attack: plant an operator whose
 * `created_at` is before the first event, or a secret below an older account. So the owner gives each of them, once,
 * the event that it lacks, with its state of this moment; from here on no age excuses an account.
 *
 * An account with an event that created it gets none, whatever its `created_at` says: the event would excuse what was
 * planted in it. The head of the trail is locked before the accounts are read, so that the event of a change that is
 * under way comes after this one.
 */
export class AccountsBeforeTheTrail1795219200031 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$
      DECLARE
        began timestamptz;
        older record;
        event record;
        created boolean;
      BEGIN
        PERFORM FROM audit_head FOR UPDATE;
        SELECT least(
          (SELECT min(e.at) FROM audit_event e),
          (SELECT (s.state::json ->> 'firstAt')::timestamptz FROM audit_anchor_state s WHERE s.target = 'audit trail'))
        INTO began;
        FOR older IN
          SELECT 'account ' || a.id AS target, ${stateOfAccount} AS state
          FROM account a WHERE began IS NULL OR a.created_at < began ORDER BY a.id
        LOOP
          created := EXISTS (
            SELECT FROM audit_anchor_state s WHERE s.target = older.target AND s.state::json ->> 'created' = 'true');
          FOR event IN SELECT e.before, e.after FROM audit_event e WHERE e.targets @> ARRAY[older.target] LOOP
            BEGIN
              created := created OR (
                json_typeof(event.after::json -> older.target) = 'object'
                AND coalesce(json_typeof(event.before::json -> older.target), 'null') = 'null');
            EXCEPTION WHEN others THEN
              -- The application's login may append an event whose images are no JSON.
              NULL;
            END;
          END LOOP;
          IF created IS NOT TRUE THEN
            PERFORM append_audit('system', 'portaria migrate', NULL, NULL, 'account.note', ARRAY[older.target], 'done',
              'older than the audit trail', NULL, json_build_object(older.target, older.state)::text, NULL, NULL);
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
