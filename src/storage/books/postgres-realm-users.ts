import { type EntityManager, IsNull } from 'typeorm';
import type { Account } from '../../core/account.js';
import type { Held } from '../../core/held.js';
import type { AccountId, RealmUserId } from '../../core/ids.js';
import { ManagementError } from '../../core/management-error.js';
import type { RealmUser, RealmUserReader, RealmUserRevoker, RealmUserWriter } from '../../core/realm-user.js';
import { realmUserTarget } from '../../core/audit-event.js';
import type { Witnesses } from './witnesses.js';
import type { PostgresFamilyRevoker } from './postgres-refresh-families.js';
import { RealmUserRow } from './realm-user-row.js';
import { RefreshFamilyRow } from './refresh-family-row.js';

/** Reads users in one transaction. */
export class PostgresRealmUserReader implements RealmUserReader {
  constructor(protected readonly rows: EntityManager) {}

  async byName(username: string): Promise<RealmUser | null> {
    const row = await this.rows.findOneBy(RealmUserRow, { username });
    return row && toRealmUser(row);
  }

  async of(account: AccountId): Promise<RealmUser[]> {
    const rows = await this.rows.find(RealmUserRow, {
      where: { accountId: account },
      order: { username: 'ASC' },
    });
    return rows.map(toRealmUser);
  }
}

/** Writes users in one transaction; `holdAccount` is the lock on all that belongs to an account. */
export class PostgresRealmUserWriter extends PostgresRealmUserReader implements RealmUserWriter {
  constructor(
    rows: EntityManager,
    private readonly change: {
      readonly witnesses: Witnesses;
      readonly holdAccount: (id: AccountId) => Promise<Held<Account>>;
    },
  ) {
    super(rows);
  }

  async add(account: Held<Account>, user: { username: string; digest: string }): Promise<RealmUser> {
    this.change.witnesses.made(realmUserTarget(user.username), () => this.stateOf(user.username));
    await this.rows.insert(RealmUserRow, { accountId: account.id, ...user });
    const added = await this.byName(user.username);
    if (!added) throw new Error('the user just added is not there');
    return added;
  }

  async hold(username: string): Promise<Held<RealmUser>> {
    const found = await this.byName(username);
    if (found) await this.change.holdAccount(found.accountId);
    const user = found && (await this.byName(username));
    if (!user)
      throw new ManagementError('not_found', 'username: there is no user with this name', 'username');
    await this.change.witnesses.watch(realmUserTarget(username), () => this.stateOf(username));
    return user as Held<RealmUser>;
  }

  /** As the audit trail tells it: that a password was set, and when, and how many logins were good. */
  private async stateOf(username: string): Promise<unknown> {
    const user = await this.byName(username);
    if (!user) return null;
    const { id, status, passwordSetAt } = user;
    const logins = await this.rows.countBy(RefreshFamilyRow, { userId: id, revokedAt: IsNull() });
    return { id, status, passwordSetAt, logins };
  }

  async enable({ id }: Held<RealmUser>): Promise<void> {
    await this.rows.update(RealmUserRow, { id }, { status: 'active' });
  }
}

/** The same, and what takes away: with it the logins that were made with it end. */
export class PostgresRealmUserRevoker extends PostgresRealmUserWriter implements RealmUserRevoker {
  readonly #families: Pick<PostgresFamilyRevoker, 'endAllOfUser'>;

  constructor(
    rows: EntityManager,
    change: ConstructorParameters<typeof PostgresRealmUserWriter>[1] & {
      readonly families: Pick<PostgresFamilyRevoker, 'endAllOfUser'>;
    },
  ) {
    super(rows, change);
    this.#families = change.families;
  }

  async setPassword({ id }: Held<RealmUser>, digest: string): Promise<void> {
    await this.rows.update(RealmUserRow, { id }, { digest, passwordSetAt: () => 'clock_timestamp()' });
    await this.#families.endAllOfUser(id, 'the password was set');
  }

  async disable({ id }: Held<RealmUser>): Promise<void> {
    await this.rows.update(RealmUserRow, { id }, { status: 'disabled' });
    await this.#families.endAllOfUser(id, 'the user was disabled');
  }
}

const toRealmUser = (row: RealmUserRow): RealmUser => ({
  id: row.id as RealmUserId,
  accountId: row.accountId as AccountId,
  username: row.username,
  status: row.status,
  createdAt: row.createdAt,
  passwordSetAt: row.passwordSetAt,
});
