import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Columns that decide what an account or a user may do, with their names in the images of the trail. */
const ofAccount = {
  name: 'name',
  tax_id: 'taxId',
  kind: 'kind',
  status: 'status',
  scopes: 'scopes',
  networks: 'networks',
  tax_id_on_certificate: 'taxIdOnCertificate',
  resource_server: 'resourceServer',
} as const;
const ofUser = {
  account_id: 'account',
  status: 'status',
  scopes: 'scopes',
  password_set_at: 'passwordSetAt',
} as const;

const changedOf = (columns: Readonly<Record<string, string>>): string =>
  `SELECT array_agg(v.name) INTO parts FROM (VALUES ${Object.entries(columns)
    .map(([column, name]) => `('${name}', OLD.${column} IS DISTINCT FROM NEW.${column})`)
    .join(', ')}) AS v (name, changed) WHERE v.changed;`;

const anyOf = (columns: readonly string[]): string =>
  columns.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`).join(' OR ');

/** Without last uses, which are written after the answers, and digests, which move to another pepper. */
const watched: Readonly<Record<string, readonly string[]>> = {
  account: Object.keys(ofAccount),
  account_certificate: ['account_id', 'certificate_id', 'linked_at', 'unlinked_at'],
  // Without the number of its list, and what is sealed.
  certificate_authority: [
    'fingerprint',
    'subject',
    'pem',
    'chain',
    'key_type',
    'not_before',
    'not_after',
    'retired_at',
  ],
  client_authority: [
    'fingerprint',
    'pem',
    'subject',
    'issuer',
    'key_type',
    'not_before',
    'not_after',
    'added_at',
  ].concat('removed_at'),
  credential: ['account_id', 'client_id', 'status', 'scopes', 'expires_at', 'revoked_at'],
  credential_contract: ['credential_id', 'contract', 'policy'],
  credential_secret: ['credential_id', 'created_at', 'expires_at', 'retired_at'],
  resource_owner: ['id', 'username', ...Object.keys(ofUser)],
};

/** At the commit, when the event has been appended: a change appends it last. */
const trigger = (table: string, name: string, on: string, condition = ''): string => `
      CREATE CONSTRAINT TRIGGER ${table}_${name} AFTER ${on} ON ${table} DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW ${condition} EXECUTE FUNCTION note_change_without_event();
      ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${table}_${name};`;

const triggers = Object.entries(watched)
  .map(
    ([table, columns]) =>
      trigger(table, 'inserted_has_event', 'INSERT OR DELETE') +
      trigger(table, 'changed_has_event', 'UPDATE', `WHEN (${anyOf(columns)})`),
  )
  .join('');

/**
 * Attack: a thief of the application's database login plants a secret and a link of an operator, gets a token, and retires
 * and unlinks them again. What is in force is then what the events say, and nothing names what was.
 *
 * Every change of the product appends its event in its own transaction. So each change of a permission, by another role than the
 * owner of the tables, that commits without an event of its target is remembered, with the owner's rights: the login can
 * read these rows, and neither write nor delete them. `portaria audit verify` names them. One row for each part and not for
 * each change, so that a login that changes something a million times makes one row.
 *
 * The newest events are enough: from its own event on, a transaction has the head of the trail. `xmin` is compared, which
 * no role can choose; an event that was appended below a savepoint counts as none.
 */
export class ChangesWithoutEvent1795219200043 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE change_without_event (
        target text NOT NULL,
        what text NOT NULL,
        times bigint NOT NULL,
        first_at timestamptz NOT NULL,
        last_at timestamptz NOT NULL,
        PRIMARY KEY (target, what)
      );
      GRANT SELECT ON change_without_event TO portaria_app, portaria_manage;

      CREATE FUNCTION note_change_without_event() RETURNS trigger LANGUAGE plpgsql
      SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
      DECLARE
        named text[];
        parts text[];
        client text;
        owner bigint;
      BEGIN
        IF pg_has_role(session_user, (SELECT c.relowner FROM pg_class c WHERE c.oid = TG_RELID), 'USAGE') THEN
          RETURN NULL;
        END IF;
        CASE TG_TABLE_NAME
        WHEN 'account' THEN
          named := ARRAY['account ' || coalesce(NEW.id, OLD.id)];
          IF TG_OP = 'UPDATE' THEN ${changedOf(ofAccount)} ELSE parts := '{the account}'; END IF;
        WHEN 'resource_owner' THEN
          named := ARRAY['realm-user ' || coalesce(NEW.username, OLD.username)];
          IF TG_OP = 'UPDATE' THEN ${changedOf(ofUser)} END IF;
          parts := coalesce(parts, '{the user}');
        WHEN 'client_authority' THEN
          named := array_remove(
            ARRAY['client-ca ' || encode(OLD.fingerprint, 'hex'), 'client-ca ' || encode(NEW.fingerprint, 'hex')], NULL);
          parts := '{the client CA}';
        WHEN 'certificate_authority' THEN
          named := ARRAY['ca ' || encode(coalesce(NEW.fingerprint, OLD.fingerprint), 'hex')];
          parts := '{the CA}';
        WHEN 'account_certificate' THEN
          named := ARRAY['account ' || coalesce(NEW.account_id, OLD.account_id)];
          SELECT ARRAY['certificate ' || encode(x.fingerprint, 'hex')] INTO parts
          FROM public.certificate x WHERE x.id = coalesce(NEW.certificate_id, OLD.certificate_id);
        WHEN 'credential' THEN
          named := ARRAY['account ' || coalesce(NEW.account_id, OLD.account_id)];
          parts := ARRAY['credential ' || coalesce(NEW.client_id, OLD.client_id)];
        ELSE
          SELECT c.client_id, c.account_id INTO client, owner
          FROM public.credential c WHERE c.id = coalesce(NEW.credential_id, OLD.credential_id);
          named := ARRAY['account ' || owner];
          IF TG_TABLE_NAME = 'credential_contract' THEN
            parts := ARRAY['contract ' || coalesce(NEW.contract, OLD.contract) || ' of credential ' || client];
          ELSE
            parts := ARRAY['secret ' || coalesce(NEW.id, OLD.id) || ' of credential ' || client];
          END IF;
        END CASE;
        INSERT INTO public.change_without_event AS c (target, what, times, first_at, last_at)
        SELECT t.target, p.what, 1, clock_timestamp(), clock_timestamp()
        FROM (SELECT DISTINCT n FROM unnest(named) AS n) AS t (target), unnest(parts) AS p (what)
        WHERE NOT EXISTS (
          SELECT FROM (
            SELECT e.xmin AS transaction, e.outcome, e.targets FROM public.audit_event e ORDER BY e.id DESC LIMIT 8) AS n
          WHERE n.transaction = pg_current_xact_id()::xid AND n.outcome = 'done' AND t.target = ANY (n.targets))
        ON CONFLICT ON CONSTRAINT change_without_event_pkey
          DO UPDATE SET times = c.times + 1, last_at = clock_timestamp();
        RETURN NULL;
      END
      $$;
      REVOKE ALL ON FUNCTION note_change_without_event() FROM PUBLIC;
      ${triggers}
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
