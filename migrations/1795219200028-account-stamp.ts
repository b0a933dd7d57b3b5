import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The columns that decide nothing about tokens are left out; test/storage/account-stamp.test.ts lists them. */
const children = {
  credential: [
    'id',
    'account_id',
    'client_id',
    'label',
    'status',
    'scopes',
    'expires_at',
    'created_at',
    'revoked_at',
  ],
  credential_contract: ['credential_id', 'contract', 'policy'],
  credential_secret: ['id', 'credential_id', 'digest', 'created_at', 'expires_at', 'retired_at'],
  account_certificate: ['id', 'account_id', 'certificate_id', 'linked_at', 'unlinked_at'],
} as const;
type Child = keyof typeof children;
const childTables = [
  'credential',
  'credential_contract',
  'credential_secret',
  'account_certificate',
] as const satisfies Child[];

const account = [
  ...['id', 'name', 'tax_id', 'kind', 'status', 'scopes', 'networks', 'tax_id_on_certificate', 'created_at'],
  'resource_server',
] as const;

const rowOf = (row: 'OLD' | 'NEW', columns: readonly string[]): string =>
  `ROW(${columns.map((column) => `${row}.${column}`).join(', ')})`;
const changed = (columns: readonly string[]): string =>
  `${rowOf('OLD', columns)} IS DISTINCT FROM ${rowOf('NEW', columns)}`;

/** A trigger that also fires where session_replication_role is replica: work by hand is noticed as well. */
const always = (table: string, name: string, when: string): string => `
  CREATE TRIGGER ${name} ${when};
  ALTER TABLE ${table} ENABLE ALWAYS TRIGGER ${name};`;

const childTriggers = (table: Child): string => {
  const stamps = `stamp_account_of_${table}`;
  return [
    always(
      table,
      `${table}_stamps`,
      `AFTER INSERT OR DELETE ON ${table} FOR EACH ROW EXECUTE FUNCTION ${stamps}()`,
    ),
    always(
      table,
      `${table}_changed_stamps`,
      `AFTER UPDATE ON ${table} FOR EACH ROW WHEN (${changed(children[table])}) EXECUTE FUNCTION ${stamps}()`,
    ),
  ].join('');
};

const stampFunction = (table: Child, accounts: string): string => `
  CREATE FUNCTION stamp_account_of_${table}() RETURNS trigger LANGUAGE plpgsql
    SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  BEGIN
    -- In the order of ids, as everything that locks accounts.
    PERFORM FROM account WHERE id IN (${accounts}) ORDER BY id FOR NO KEY UPDATE;
    UPDATE account SET stamp = gen_random_uuid() WHERE id IN (${accounts});
    RETURN NULL;
  END
  $$;
  REVOKE ALL ON FUNCTION stamp_account_of_${table}() FROM PUBLIC;`;

const ofAccount = 'OLD.account_id, NEW.account_id';
const ofCredential =
  'SELECT c.account_id FROM credential c WHERE c.id IN (OLD.credential_id, NEW.credential_id)';

/**
 * An account's stamp says whether anything that its tokens depend on changed: a random value that every change of the
 * account, its credentials, contracts, secrets and links replaces, in the same transaction, also a change by hand. A
 * counter would repeat after a failover or a restore. A certificate stamps no account: one that serves 5,000 accounts
 * would write 5,000 rows when it is revoked, so records look at the certificate itself.
 */
export class AccountStamp1795219200028 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE account ADD COLUMN stamp uuid NOT NULL DEFAULT gen_random_uuid();
      -- From here on the trigger sets it.
      ALTER TABLE account ALTER COLUMN stamp DROP DEFAULT;

      CREATE FUNCTION stamp_account() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.stamp := gen_random_uuid();
        RETURN NEW;
      END
      $$;
      ${always('account', 'account_stamps', 'BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION stamp_account()')}
      ${always(
        'account',
        'account_changed_stamps',
        `BEFORE UPDATE ON account FOR EACH ROW WHEN (${changed(account)}) EXECUTE FUNCTION stamp_account()`,
      )}

      ${stampFunction('credential', ofAccount)}
      ${stampFunction('account_certificate', ofAccount)}
      ${stampFunction('credential_contract', ofCredential)}
      ${stampFunction('credential_secret', ofCredential)}
      ${childTables.map(childTriggers).join('')}

      CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'TRUNCATE % would leave the stamps of accounts as they are; use DELETE', TG_TABLE_NAME;
      END
      $$;
      ${['account', ...childTables]
        .map((table) =>
          always(
            table,
            `${table}_refuses_truncate`,
            `BEFORE TRUNCATE ON ${table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()`,
          ),
        )
        .join('')}
    `);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only: restore a backup instead.'));
  }
}
