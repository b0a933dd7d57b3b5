import { type EntityManager, IsNull } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import type { AccountWriter } from '../../core/accounts/account-repository.js';
import { realmUserTarget } from '../../core/audit/audit-event.js';
import type { RealmUser } from '../../core/realm/realm-user.js';
import type {
  NewRealmUser,
  RealmUserReader,
  RealmUserRevoker,
  RealmUserWriter,
} from '../../core/realm/realm-user-repository.js';
import type { AccountId, RealmUserId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { RealmUserRow } from '../rows/realm-user-row.js';
import { RefreshFamilyRow } from '../rows/refresh-family-row.js';
import type { ChangeContext } from '../transaction/change-context.js';
import type { PostgresRefreshFamilyRevoker } from './postgres-refresh-families.js';

/** Reads users in one transaction. */
export class PostgresRealmUserReader implements RealmUserReader {
  constructor(protected readonly manager: EntityManager) {}

  async find(username: string): Promise<RealmUser | null> {
    const row = await this.manager.findOneBy(RealmUserRow, { username });
    return row && toRealmUser(row);
  }

  async ofAccount(account: AccountId): Promise<RealmUser[]> {
    const rows = await this.manager.find(RealmUserRow, {
      where: { accountId: account },
      order: { username: 'ASC' },
    });
    return rows.map(toRealmUser);
  }
}

/** Writes users in one transaction. The lock on the account is the lock on its users. */
export class PostgresRealmUserWriter extends PostgresRealmUserReader implements RealmUserWriter {
  constructor(
    private readonly change: ChangeContext,
    private readonly accounts: Pick<AccountWriter, 'lock'>,
  ) {
    super(change.manager);
  }

  async add(account: Locked<Account>, { scopes, ...user }: NewRealmUser): Promise<RealmUser> {
    this.change.audit.trackCreation(realmUserTarget(user.username), () => this.stateOf(user.username));
    await this.manager.insert(RealmUserRow, {
      accountId: account.id,
      ...user,
      scopes: scopes && [...scopes],
    });
    const added = await this.find(user.username);
    if (!added) throw new Error('the user just added is not there');
    return added;
  }

  async lock(username: string): Promise<Locked<RealmUser>> {
    const found = await this.find(username);
    if (found) await this.accounts.lock(found.accountId);
    const user = found && (await this.find(username));
    if (!user)
      throw new ManagementError('not_found', 'username: there is no user with this name', 'username');
    await this.change.audit.trackChange(realmUserTarget(username), () => this.stateOf(username));
    return user as Locked<RealmUser>;
  }

  /**
   * Reads a user for the audit trail: when the password was set, and how many logins were valid.
   */
  private async stateOf(username: string): Promise<unknown> {
    const user = await this.find(username);
    if (!user) return null;
    const { id, accountId: account, status, scopes, passwordSetAt } = user;
    const logins = await this.manager.countBy(RefreshFamilyRow, { userId: id, revokedAt: IsNull() });
    return { id, account, status, scopes, passwordSetAt, logins };
  }

  async enable({ id }: Locked<RealmUser>): Promise<void> {
    await this.manager.update(RealmUserRow, { id }, { status: 'active' });
  }

  async setScopes({ id }: Locked<RealmUser>, scopes: RealmUser['scopes']): Promise<void> {
    await this.manager.update(RealmUserRow, { id }, { scopes: scopes && [...scopes] });
  }
}

/** Writes changes that take away what a user could do: the user's logins end. */
export class PostgresRealmUserRevoker extends PostgresRealmUserWriter implements RealmUserRevoker {
  constructor(
    change: ChangeContext,
    accounts: Pick<AccountWriter, 'lock'>,
    private readonly families: Pick<PostgresRefreshFamilyRevoker, 'revokeAllOfUser' | 'revokeTokensBeyond'>,
  ) {
    super(change, accounts);
  }

  async setPassword({ id }: Locked<RealmUser>, digest: string): Promise<void> {
    await this.manager.update(RealmUserRow, { id }, { digest, passwordSetAt: () => 'clock_timestamp()' });
    await this.families.revokeAllOfUser(id, 'the password was set');
  }

  async disable({ id }: Locked<RealmUser>): Promise<void> {
    await this.manager.update(RealmUserRow, { id }, { status: 'disabled' });
    await this.families.revokeAllOfUser(id, 'the user was disabled');
  }

  async narrow(user: Locked<RealmUser>, scopes: readonly string[]): Promise<void> {
    await this.setScopes(user, scopes);
    await this.families.revokeTokensBeyond(user.id, scopes);
  }
}

const toRealmUser = (row: RealmUserRow): RealmUser => ({
  id: row.id as RealmUserId,
  accountId: row.accountId as AccountId,
  username: row.username,
  status: row.status,
  scopes: row.scopes,
  createdAt: row.createdAt,
  passwordSetAt: row.passwordSetAt,
});
