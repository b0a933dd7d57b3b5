import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the application itself updates, and what names the row in an upsert; no other column needs to be writable for its
 * login. Of `signing_key` and
 * `client_authority` the grant stays on the table: the application locks them with LOCK TABLE, which asks for that.
 */
const updated: Readonly<Record<string, readonly string[]>> = {
  account: [
    ...['name', 'tax_id', 'status', 'scopes', 'networks', 'tax_id_on_certificate', 'resource_server'],
    'version',
  ],
  account_certificate: ['unlinked_at', 'last_used_at'],
  certificate: [
    ...['fingerprint', 'pem', 'subject', 'issuer', 'serial', 'key_type', 'not_before', 'not_after', 'tax_id'],
    ...['revoked_at', 'revoked_reason'],
  ],
  certificate_authority: ['sealed', 'crl_number', 'retired_at'],
  credential: ['status', 'revoked_at'],
  credential_contract: ['credential_id', 'contract', 'policy'],
  credential_secret: ['digest', 'expires_at', 'retired_at', 'last_used_at'],
  refresh_family: ['generation', 'rotated_at', 'expires_at', 'revoked_at', 'revoked_reason'],
  resource_owner: ['digest', 'status', 'password_set_at', 'scopes'],
  revocation: ['effective_at', 'expires_at'],
};

const grants = Object.entries(updated)
  .map(
    ([table, columns]) => `
      REVOKE UPDATE ON ${table} FROM PUBLIC, portaria_app;
      GRANT UPDATE (${columns.join(', ')}) ON ${table} TO portaria_app;`,
  )
  .join('');

const changed = (...columns: readonly string[]): string =>
  `ROW(${columns.map((column) => `OLD.${column}`).join(', ')}) IS DISTINCT FROM ROW(${columns
    .map((column) => `NEW.${column}`)
    .join(', ')})`;

/** Runs `body` for every role but the owner of the table: also the owner's functions, and repairs by hand, go on. */
const guard = (name: string, body: string): string => `
      CREATE FUNCTION ${name}() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
      BEGIN
        IF NOT pg_has_role(current_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          ${body}
        END IF;
        RETURN coalesce(NEW, OLD);
      END
      $$;
      REVOKE ALL ON FUNCTION ${name}() FROM PUBLIC;`;

const refuse = (what: string): string =>
  `RAISE EXCEPTION USING ERRCODE = 'insufficient_privilege', MESSAGE = TG_TABLE_NAME || ': ${what}';`;

const trigger = (name: string, on: string, condition: string, runs: string): string => `
      CREATE TRIGGER ${name} BEFORE ${on} FOR EACH ROW WHEN (${condition}) EXECUTE FUNCTION ${runs}();`;

/** The moment at the beginning of a UUIDv7 (RFC 9562 section 5.7). */
const momentOf = (id: string): string =>
  `to_timestamp(('x' || left(replace(${id}::text, '-', ''), 12))::bit(48)::bigint / 1000.0)`;

const later = `
          IF NEW.retires_at IS NULL OR NEW.retires_at > OLD.retires_at THEN
            IF OLD.retires_at <= clock_timestamp() OR EXISTS (
              SELECT FROM public.signing_key k
              WHERE k.algorithm = OLD.algorithm AND k.use = OLD.use AND k.dropped_at IS NULL
                AND k.activates_at > OLD.activates_at)
            THEN ${refuse('a key that retires gets no later end')}
            END IF;
          END IF;`;

/**
 * Attack: a thief of the application's database login brings back what ended, by an UPDATE alone: a revoked key, a
 * secret that was replaced, a used refresh token, a revocation that is moved back until it is forgotten. So each
 * change that ends something goes one way. Columns that the application never updates are not granted any more.
 *
 * `account.stamp` is one of them: set back to what a process remembers, it would let that process sign on a credential
 * that was revoked since. The triggers set it without the grant.
 *
 * A refresh family's row is deleted only after its end, and none is inserted whose id is older than a request can be:
 * a login that was ended is not inserted again. Revocations only move forward, also where the database's clock stepped
 * back.
 */
export class EndedStaysEnded1795219200032 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ${grants}

      ${guard('refuse_revival', refuse('what ended stays ended'))}
      ${trigger('credential_stays_revoked', 'UPDATE ON credential', `OLD.status = 'revoked' AND ${changed('status', 'revoked_at')}`, 'refuse_revival')}
      ${trigger('credential_contract_keeps_its_name', 'UPDATE ON credential_contract', changed('credential_id', 'contract'), 'refuse_revival')}
      ${trigger('account_certificate_stays_unlinked', 'UPDATE ON account_certificate', `OLD.unlinked_at IS NOT NULL AND ${changed('unlinked_at')}`, 'refuse_revival')}
      ${trigger('certificate_authority_stays_retired', 'UPDATE ON certificate_authority', `(OLD.retired_at IS NOT NULL AND ${changed('retired_at')}) OR NEW.crl_number < OLD.crl_number`, 'refuse_revival')}

      ${guard(
        'keep_revoked_certificate',
        `IF ${changed('fingerprint', 'revoked_at')} OR (OLD.revoked_reason = 'keyCompromise' AND ${changed('revoked_reason')}) THEN
            ${refuse('what ended stays ended')}
          END IF;
          -- The list of revoked certificates and the search for compromised keys read these.
          NEW.pem := OLD.pem;
          NEW.issuer := OLD.issuer;
          NEW.serial := OLD.serial;
          NEW.not_after := OLD.not_after;`,
      )}
      ${trigger('certificate_stays_revoked', 'UPDATE ON certificate', `OLD.revoked_at IS NOT NULL OR ${changed('fingerprint')}`, 'keep_revoked_certificate')}

      ${guard(
        'keep_retired_secret',
        `IF ${changed('retired_at')} THEN ${refuse('what ended stays ended')}
          END IF;
          -- Also a digest that moves to another pepper just when its secret is retired: that is no error.
          NEW.digest := OLD.digest;
          NEW.expires_at := OLD.expires_at;`,
      )}
      ${trigger('credential_secret_stays_retired', 'UPDATE ON credential_secret', `OLD.retired_at IS NOT NULL AND ${changed('retired_at', 'digest', 'expires_at')}`, 'keep_retired_secret')}

      ${guard(
        'move_revocation_forward',
        `NEW.effective_at := greatest(OLD.effective_at, NEW.effective_at);
          NEW.expires_at := greatest(OLD.expires_at, NEW.expires_at);`,
      )}
      ${trigger('revocation_moves_forward', 'UPDATE ON revocation', 'true', 'move_revocation_forward')}

      ${trigger(
        'refresh_family_goes_forward',
        'UPDATE ON refresh_family',
        `(OLD.revoked_at IS NOT NULL AND ${changed('revoked_at', 'revoked_reason')})
        OR NEW.expires_at > OLD.expires_at
        -- Ended by a newer login, now and not before: its row is deleted some time after its end.
        OR (NEW.expires_at < OLD.expires_at AND NEW.expires_at < clock_timestamp() - interval '1 minute')
        OR NEW.generation < OLD.generation
        OR (NEW.generation = OLD.generation AND ${changed('rotated_at')})`,
        'refuse_revival',
      )}
      ${guard('keep_refresh_family', refuse('a login is cleared away after its end'))}
      ${trigger('refresh_family_is_kept', 'DELETE ON refresh_family', `OLD.expires_at > clock_timestamp() - interval '1 hour'`, 'keep_refresh_family')}
      ${guard('refuse_old_family', refuse('a login begins now, and lasts for 14 days'))}
      ${trigger(
        'refresh_family_begins_now',
        'INSERT ON refresh_family',
        `${momentOf('NEW.id')} < clock_timestamp() - interval '5 minutes'
        OR NEW.expires_at > ${momentOf('NEW.id')} + interval '14 days 1 minute'`,
        'refuse_old_family',
      )}

      ${guard(
        'keep_signing_key',
        `IF ${changed('kid', 'algorithm', 'use', 'created_at')} OR (OLD.dropped_at IS NOT NULL AND ${changed('dropped_at')})
            OR NEW.activates_at > OLD.activates_at
          THEN ${refuse('what ended stays ended')}
          END IF;
          ${later}`,
      )}
      ${trigger('signing_key_stays_ended', 'UPDATE ON signing_key', changed('kid', 'algorithm', 'use', 'created_at', 'activates_at', 'retires_at', 'dropped_at'), 'keep_signing_key')}
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
