import type { EntityManager } from 'typeorm';
import type { Account } from '../../core/account.js';
import { refreshFamilyTarget } from '../../core/audit-event.js';
import type { Held } from '../../core/held.js';
import type { AccountId, RealmUserId, FamilyId } from '../../core/ids.js';
import { ManagementError } from '../../core/management-error.js';
import {
  type FamilyEnding,
  type FamilyReader,
  type FamilyRevoker,
  type RefreshFamily,
  reuseGraceSecondsMax,
} from '../../core/refresh-family.js';
import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../core/revocation.js';
import { factExpiry } from './fact-expiry.js';
import { RefreshFamilyRow } from './refresh-family-row.js';
import type { Witnesses } from './witnesses.js';

/**
 * The last access token of a family comes with its rotation, or, to whoever lost that, within the grace after it. Beyond this none
 * lives, and a fact would end nothing.
 */
const accessSecondsMax = reuseGraceSecondsMax + tokenLifetimeSecondsMax + revocationMarginSeconds;

/**
 * Facts for those alone that may have a living access token; answers their ids. A superseded family may have one as well: whoever
 * logged in until it was superseded would keep it otherwise. `ended` is not read, and so no row of it comes to us.
 */
const endOfUser = `
  WITH ended AS (
    UPDATE refresh_family SET revoked_at = clock_timestamp(), revoked_reason = $2
    WHERE resource_owner_id = $1 AND revoked_at IS NULL)
  INSERT INTO revocation (kind, subject, expires_at)
  SELECT 'refresh-family', id::text, ${factExpiry()} FROM refresh_family
  WHERE resource_owner_id = $1 AND (revoked_at IS NULL OR revoked_reason = 'superseded')
    AND rotated_at > clock_timestamp() - interval '${String(accessSecondsMax)} seconds'
  RETURNING id::text`;

/** Without facts: whoever asks for it has written the one of the account. */
const endOfAccount = `
  UPDATE refresh_family SET revoked_at = clock_timestamp(), revoked_reason = $2
  WHERE account_id = $1 AND revoked_at IS NULL`;

/** Reads families in one transaction. */
export class PostgresFamilyReader implements FamilyReader {
  constructor(protected readonly rows: EntityManager) {}

  async byId(id: FamilyId): Promise<RefreshFamily | null> {
    const row = await this.rows.findOneBy(RefreshFamilyRow, { id });
    return row && toRefreshFamily(row);
  }
}

/** Ends families in one transaction. */
export class PostgresFamilyRevoker extends PostgresFamilyReader implements FamilyRevoker {
  constructor(
    rows: EntityManager,
    private readonly change: {
      readonly witnesses: Witnesses;
      readonly holdAccount: (id: AccountId) => Promise<Held<Account>>;
      /** Gets the id of every fact that is written. */
      readonly facts: string[];
    },
  ) {
    super(rows);
  }

  async hold(id: FamilyId): Promise<Held<RefreshFamily>> {
    const found = await this.byId(id);
    if (found) await this.change.holdAccount(found.accountId);
    const family = found && (await this.byId(id));
    if (!family)
      throw new ManagementError(
        'not_found',
        'family: there is none with this id, or it ended long ago',
        'family',
      );
    await this.change.witnesses.watch(refreshFamilyTarget(id), () => this.stateOf(id));
    return family as Held<RefreshFamily>;
  }

  async end({ id }: Held<RefreshFamily>, why: FamilyEnding): Promise<void> {
    // Again: the reason stays, and the fact is written anew, so that a repeat acknowledges what the first could not.
    await this.rows.query(
      'UPDATE refresh_family SET revoked_at = clock_timestamp(), revoked_reason = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, why],
    );
    const fact = `INSERT INTO revocation (kind, subject, expires_at) VALUES ('refresh-family', $1, ${factExpiry()}) RETURNING id::text`;
    await this.note(fact, [id]);
  }

  async endAllOf({ id }: Held<Account>, why: FamilyEnding): Promise<void> {
    await this.rows.query(endOfAccount, [id, why]);
  }

  /** Every family of a user whose account is held. */
  async endAllOfUser(user: RealmUserId, why: FamilyEnding): Promise<void> {
    await this.note(endOfUser, [user, why]);
  }

  private async note(text: string, values: unknown[]): Promise<void> {
    const facts: unknown = await this.rows.query(text, values);
    for (const { id } of facts as { id: string }[]) this.change.facts.push(id);
  }

  private async stateOf(id: FamilyId): Promise<unknown> {
    const family = await this.byId(id);
    return (
      family && { userId: family.userId, revokedAt: family.revokedAt, revokedReason: family.revokedReason }
    );
  }
}

const toRefreshFamily = (row: RefreshFamilyRow): RefreshFamily => ({
  id: row.id as FamilyId,
  userId: row.userId as RealmUserId,
  accountId: row.accountId as AccountId,
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  revokedAt: row.revokedAt,
  revokedReason: row.revokedReason,
});
