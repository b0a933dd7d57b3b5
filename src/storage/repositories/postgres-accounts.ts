import { type EntityManager, ILike, In, MoreThan, Raw } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import type {
  AccountChanges,
  AccountFilter,
  AccountReader,
  AccountRevoker,
  AccountWriter,
  NewAccount,
} from '../../core/accounts/account-repository.js';
import { accountTarget } from '../../core/audit/audit-event.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { ofAccount } from '../../core/tokens/revocation.js';
import { AccountRow } from '../rows/account-row.js';
import { toAccount } from '../rows/row-mappers.js';
import type { ChangeContext, RevokeContext } from '../transaction/change-context.js';
import { revocationExpiry } from '../transaction/revocation-expiry.js';
import { folded } from './folded.js';
import { insertedId } from './inserted-id.js';
import { noteEarlierRevocations } from './note-earlier-revocations.js';
import { readAccountState } from './read-account-state.js';

const lockedColumns = `
  id::text, name, tax_id AS "taxId", kind, status, scopes, networks, tax_id_on_certificate AS "taxIdOnCertificate",
  resource_server AS "resourceServer", version, created_at AS "createdAt"`;

/**
 * The update is the lock: a concurrent change of this account waits here, and then reads what this
 * one wrote.
 */
const lockAccount = `UPDATE account SET version = version + 1 WHERE id = $1 RETURNING ${lockedColumns}`;

/** The same lock as that of the update. */
const lockKeepingVersion = `SELECT ${lockedColumns} FROM account WHERE id = $1 FOR NO KEY UPDATE`;

/** The ids are one parameter: a certificate may be linked to more accounts than a statement takes parameters. */
const findNames = 'SELECT id::text, name FROM account WHERE id = ANY ($1::bigint[])';

/**
 * Suspends the account and ends its logins and tokens together. The families need no revocations,
 * because the account's ends their tokens.
 */
const suspendAccount = `
  WITH suspended AS (UPDATE account SET status = 'suspended' WHERE id = $1::bigint),
       ended AS (
         UPDATE refresh_family
         SET revoked_at = clock_timestamp(), revoked_reason = 'the account was suspended'
         WHERE account_id = $1::bigint AND revoked_at IS NULL)
  INSERT INTO revocation (kind, subject, expires_at) VALUES ($2, $3, ${revocationExpiry()}) RETURNING id::text`;

/**
 * The accounts, read in a transaction.
 *
 * This folder owns one repository for each noun of management, in reading, writing and revoking
 * kinds; it must never decide a rule of management.
 */
export class PostgresAccountReader implements AccountReader {
  constructor(protected readonly manager: EntityManager) {}

  async find(id: AccountId): Promise<Account | null> {
    const row = await this.manager.findOneBy(AccountRow, { id });
    return row && toAccount(row);
  }

  async findAll(ids: readonly AccountId[]): Promise<Account[]> {
    const rows = await this.manager.find(AccountRow, { where: { id: In([...ids]) }, order: { id: 'ASC' } });
    return rows.map(toAccount);
  }

  async namesOf(ids: readonly AccountId[]): Promise<[AccountId, string][]> {
    const found = await this.manager.query<{ id: AccountId; name: string }[]>(findNames, [ids]);
    return found.map(({ id, name }) => [id, name]);
  }

  async list({ kind, status, name, wholeName, taxId, after, limit }: AccountFilter): Promise<Account[]> {
    const where = {
      ...(taxId !== undefined && { taxId }),
      ...(after && { id: MoreThan(after) }),
      ...(kind && { kind }),
      ...(status && { status }),
      ...(name !== undefined && { name: containing(name) }),
      ...(wholeName !== undefined && { name: ILike(literally(wholeName)) }),
    };
    const take = limit === undefined ? {} : { take: limit };
    const rows = await this.manager.find(AccountRow, { where, order: { id: 'ASC' }, ...take });
    return rows.map(toAccount);
  }
}

/** Escapes what LIKE would read as a pattern. */
const literally = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

/** Names that have the text in them, without regard to case and accents, as the search finds them. */
const containing = (text: string) =>
  Raw((name) => `${folded(name)} LIKE ${folded(':part')}`, { part: `%${literally(text)}%` });

/** Writes changes that take nothing away. */
export class PostgresAccountWriter extends PostgresAccountReader implements AccountWriter {
  constructor(private readonly change: ChangeContext) {
    super(change.manager);
  }

  async lock(id: AccountId): Promise<Locked<Account>> {
    const answer: unknown = await this.manager.query(lockAccount, [id]);
    const [[row]] = answer as [AccountRow[], number];
    if (!row) throw unknownAccount(id);
    const { audit, lockOperators } = this.change;
    this.assertMayChange(row, row.version - 1);
    if (row.kind === 'operator') await lockOperators();
    await audit.trackChange(accountTarget(id), () => readAccountState(this.manager, id));
    return toAccount(row) as Locked<Account>;
  }

  /** Asks the rules of the caller, and compares the version that the account had before this change. */
  protected assertMayChange({ kind, resourceServer }: AccountRow, versionBefore: number): void {
    const { expectedVersion, rule } = this.change;
    if (kind === 'operator') rule.assertMayChangeOperators();
    if (resourceServer) rule.assertMayChangeResourceServers();
    expectedVersion.compareWith(versionBefore);
  }

  async findAndAddTarget(id: AccountId): Promise<Account> {
    const account = await this.find(id);
    if (!account) throw unknownAccount(id);
    this.change.audit.addTarget(accountTarget(id));
    return account;
  }

  async add({ scopes, networks, ...account }: NewAccount): Promise<Locked<Account>> {
    const { rule } = this.change;
    if (account.kind === 'operator') rule.assertMayChangeOperators();
    if (account.resourceServer) rule.assertMayChangeResourceServers();
    rule.assertMayGive(scopes);
    const { identifiers } = await this.manager.insert(AccountRow, {
      ...account,
      scopes: [...scopes],
      networks: [...networks],
    });
    const added = await this.find(insertedId(identifiers) as AccountId);
    if (!added) throw new Error('the account just added is not there');
    this.change.audit.trackCreation(accountTarget(added.id), () => readAccountState(this.manager, added.id));
    return added as Locked<Account>;
  }

  async update({ id, scopes: before }: Locked<Account>, changes: AccountChanges): Promise<void> {
    const { scopes, networks, ...rest } = changes;
    if (changes.resourceServer === true) this.change.rule.assertMayChangeResourceServers();
    this.change.rule.assertMayGive(scopes?.filter((scope) => !before.includes(scope)) ?? []);
    const lists = { ...(scopes && { scopes: [...scopes] }), ...(networks && { networks: [...networks] }) };
    await this.manager.update(AccountRow, { id }, { ...rest, ...lists });
  }

  async reactivate({ id }: Locked<Account>): Promise<void> {
    await noteEarlierRevocations(this.change, ofAccount(id));
    await this.manager.update(AccountRow, { id }, { status: 'active' });
  }
}

/** Writes changes that take away permissions, each with its revocation. */
export class PostgresAccountRevoker extends PostgresAccountWriter implements AccountRevoker {
  constructor(private readonly revoking: RevokeContext) {
    super(revoking);
  }

  async lockKeepingVersion(id: AccountId): Promise<Locked<Account>> {
    const [row] = await this.manager.query<AccountRow[]>(lockKeepingVersion, [id]);
    if (!row) throw unknownAccount(id);
    this.assertMayChange(row, row.version);
    this.revoking.audit.addTarget(accountTarget(id));
    return toAccount(row) as Locked<Account>;
  }

  async suspend({ id }: Locked<Account>): Promise<void> {
    const { kind, subject } = ofAccount(id);
    await this.revoking.revocations.insertBy(suspendAccount, [id, kind, subject]);
  }

  async narrow(account: Locked<Account>, changes: AccountChanges): Promise<void> {
    await this.update(account, changes);
    await this.revoking.revocations.write(ofAccount(account.id));
  }
}

const unknownAccount = (id: AccountId): ManagementError =>
  new ManagementError('not_found', `account: there is no account ${id}`, 'account');
