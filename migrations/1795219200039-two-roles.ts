import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Plans that cannot go wrong (migration HotPathPlans). */
const hotPath = `
  SET plan_cache_mode = force_generic_plan SET jit = off
  SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off`;

const asOwner = 'SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp';

/** Who asks, and what the answer depends on: a family `f` and a user `u`, each of which may be missing. */
const realmSnapshot = (name: string, whom: string, found: string): string => `
  CREATE FUNCTION ${name}(${whom}, presented bytea, address inet) RETURNS TABLE (
    now_ms float8, user_id uuid, user_status text, digest text, password_set_at_micros text, account_id text,
    account_kind text, account_status text, account_scopes text, user_scopes text, account_version integer,
    tax_id_to_carry text, network_allowed boolean, not_before_ms float8, family_id uuid, generation integer,
    family_scopes text, rotated_at_ms float8, expires_at_ms float8, revoked text, family_certificate_id text,
    family_password_set_at_micros text, same_password boolean,
    certificate_id text, certificate_revoked boolean, linked boolean
  ) LANGUAGE plpgsql ${asOwner} ${hotPath} AS $$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      SELECT extract(epoch FROM clock_timestamp())::float8 * 1000,
             u.id, u.status, u.digest, (extract(epoch FROM u.password_set_at) * 1000000)::bigint::text, a.id::text,
             a.kind, a.status, array_to_string(a.scopes, ' '), array_to_string(u.scopes, ' '), a.version,
             CASE WHEN a.tax_id_on_certificate THEN a.tax_id END,
             (a.networks = '{}' OR coalesce(${name}.address <<= ANY (a.networks), false)),
             (SELECT extract(epoch FROM max(r.effective_at))::float8 * 1000 FROM public.revocation r
              WHERE r.kind = 'account' AND r.subject = a.id::text),
             f.id, f.generation, array_to_string(f.scopes, ' '),
             extract(epoch FROM f.rotated_at)::float8 * 1000, extract(epoch FROM f.expires_at)::float8 * 1000,
             CASE WHEN f.revoked_at IS NOT NULL THEN f.revoked_reason END,
             f.certificate_id::text, (extract(epoch FROM f.password_set_at) * 1000000)::bigint::text,
             f.password_set_at = u.password_set_at,
             x.id::text, x.revoked_at IS NOT NULL, l.id IS NOT NULL
      FROM (SELECT) AS one
      ${found}
      LEFT JOIN public.account a ON a.id = u.account_id
      LEFT JOIN public.certificate x ON x.fingerprint = ${name}.presented
      LEFT JOIN public.account_certificate l
        ON l.certificate_id = x.id AND l.account_id = a.id AND l.unlinked_at IS NULL;
  END
  $$`;

/** What processes with \x may call; most of it others may call too. */
const issuing = [
  'read_clients',
  'record_tokens',
  'live_signing_keys',
  'peppers_in_use',
  'has_unpeppered_digests',
  'read_realm_user',
  'read_refresh_family',
  'record_user_issuance',
  'end_reused_family',
  'acknowledge_reused_family',
  'create_partitions_ahead',
];
const managing = [
  'read_clients',
  'record_tokens',
  'live_signing_keys',
  'read_signing_keys',
  'peppers_in_use',
  'has_unpeppered_digests',
  'append_audit',
  'record_refusal',
  'record_like_refusal',
  'end_repeated_refusals',
  'clear_ended_revocations',
  'maintain_partitions',
];

/** As portaria_app, but for what only the issue of a user's token updates (migration EndedStaysEnded). */
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
  refresh_family: ['revoked_at', 'revoked_reason'],
  resource_owner: ['digest', 'status', 'password_set_at', 'scopes'],
  revocation: ['effective_at', 'expires_at'],
};

/**
 * Two roles of the database beside portaria_app, which goes on having what both need.
 *
 * portaria_issue reads authority through functions of the owner and writes what the issue of a token leaves behind: records,
 * refusals, last uses, the logins of users. Whoever takes over such a process can change no account, credential, secret or
 * link, write no event of the audit trail but one of fixed words, read no sealed key but those that sign tokens, and delete
 * nothing. portaria_manage has what portaria_app has, except for what only the issue to merchants and users needs.
 *
 * The functions that read and record become functions of the owner; under portaria_app they do what they did. So the
 * triggers that refuse to bring back what ended ask who is logged in, and no more whose function runs: else a login that was
 * ended could be inserted again through record_user_issuance. Nothing is left to PUBLIC, which every login of the database
 * is in.
 */
export class TwoRoles1795219200039 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.makeRoles(runner);
    await runner.query(`
      ALTER FUNCTION read_clients ${asOwner};
      ALTER FUNCTION record_tokens ${asOwner};
      ALTER FUNCTION record_user_issuance ${asOwner};
      ALTER FUNCTION peppers_in_use ${asOwner};

      CREATE FUNCTION has_unpeppered_digests() RETURNS boolean LANGUAGE sql STABLE ${asOwner} AS $$
        SELECT EXISTS (SELECT FROM public.credential_secret WHERE retired_at IS NULL AND digest ~ '^([$]|pbkdf2_)')
          OR EXISTS (SELECT FROM public.resource_owner WHERE digest ~ '^([$]|pbkdf2_)')
      $$;

      CREATE FUNCTION live_signing_keys()
      RETURNS TABLE (kid text, algorithm text, use text, state text, sealed bytea) LANGUAGE sql ${asOwner} AS $$
        SELECT k.kid, k.algorithm, k.use, k.state, k.sealed FROM public.read_signing_keys() k WHERE k.state <> 'retired'
      $$;

      ${realmSnapshot(
        'read_realm_user',
        'wanted text',
        'LEFT JOIN public.refresh_family f ON false LEFT JOIN public.resource_owner u ON u.username = read_realm_user.wanted',
      )};
      ${realmSnapshot(
        'read_refresh_family',
        'wanted uuid',
        `LEFT JOIN public.refresh_family f ON f.id = read_refresh_family.wanted
         LEFT JOIN public.resource_owner u ON u.id = f.resource_owner_id`,
      )};

      -- The functions that the previous release calls stay those of portaria_app.
      DO $$
      DECLARE
        called regprocedure;
      BEGIN
        FOR called IN
          SELECT p.oid::regprocedure FROM pg_proc p
          WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype <> 'trigger'::regtype
            AND has_function_privilege('portaria_app', p.oid, 'EXECUTE')
        LOOP
          EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO portaria_app', called);
        END LOOP;
      END
      $$;
      REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
      GRANT EXECUTE ON FUNCTION ${issuing.join(', ')} TO portaria_app;
      GRANT EXECUTE ON FUNCTION ${issuing.join(', ')} TO portaria_issue;
      GRANT EXECUTE ON FUNCTION ${managing.join(', ')} TO portaria_manage;
    `);
    await runner.query(`
      DO $$
      DECLARE
        guard text;
      BEGIN
        FOR guard IN
          SELECT pg_get_functiondef(p.oid) FROM pg_proc p
          WHERE p.pronamespace = 'public'::regnamespace AND p.prorettype = 'trigger'::regtype
            AND p.prosrc LIKE '%pg_has_role(current_user,%'
        LOOP
          EXECUTE replace(guard, 'pg_has_role(current_user,', 'pg_has_role(session_user,');
        END LOOP;
      END
      $$;
    `);
    await this.grantTables(runner);
  }

  private async makeRoles(runner: QueryRunner): Promise<void> {
    for (const role of ['portaria_issue', 'portaria_manage']) {
      await runner.query(`
        DO $$
        BEGIN
          IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN
            CREATE ROLE ${role} NOLOGIN;
          END IF;
        EXCEPTION
          WHEN duplicate_object OR unique_violation THEN NULL;
          WHEN insufficient_privilege THEN
            RAISE EXCEPTION 'role ${role} is missing and this user may not create it'
              USING HINT = 'Run portaria database prepare, or as a superuser: CREATE ROLE ${role} NOLOGIN;';
        END
        $$;
      `);
    }
  }

  private async grantTables(runner: QueryRunner): Promise<void> {
    await runner.query(`
      GRANT USAGE ON SCHEMA public TO portaria_issue, portaria_manage;

      GRANT SELECT ON schema_migration, revocation, account_certificate TO portaria_issue;
      GRANT SELECT (id, resource_server) ON account TO portaria_issue;
      GRANT SELECT (id, account_id, client_id) ON credential TO portaria_issue;
      GRANT SELECT (id, credential_id, retired_at, last_used_at), UPDATE (last_used_at) ON credential_secret TO portaria_issue;
      GRANT UPDATE (last_used_at) ON account_certificate TO portaria_issue;
      GRANT SELECT (id, fingerprint, not_after, revoked_at) ON certificate TO portaria_issue;
      GRANT INSERT ON refusal TO portaria_issue;

      GRANT SELECT ON schema_migration, audit_anchor, audit_anchor_state, audit_event, audit_head, repeated_refusal, retention,
        signing_key_ring, token_issuance TO portaria_manage;
      GRANT SELECT, INSERT ON refusal TO portaria_manage;
      GRANT SELECT, INSERT ON account, account_certificate, certificate, certificate_authority, credential, credential_secret,
        resource_owner, revocation TO portaria_manage;
      GRANT SELECT, INSERT, UPDATE ON account_changes, client_authority, signing_key TO portaria_manage;
      GRANT SELECT, INSERT, DELETE ON credential_contract TO portaria_manage;
      GRANT SELECT, INSERT, UPDATE, DELETE ON idempotency TO portaria_manage;
      GRANT SELECT, DELETE ON refresh_family TO portaria_manage;
      ${Object.entries(updated)
        .map(([table, columns]) => `GRANT UPDATE (${columns.join(', ')}) ON ${table} TO portaria_manage;`)
        .join('\n      ')}
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
