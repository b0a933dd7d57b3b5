import type { EntityManager } from 'typeorm';
import type { Account } from '../../core/accounts/account.js';
import type { AccountWriter } from '../../core/accounts/account-repository.js';
import { refreshFamilyTarget } from '../../core/audit/audit-event.js';
import {
  type FamilyRevocationReason,
  type RefreshFamily,
  reuseGraceSecondsMax,
} from '../../core/realm/refresh-family.js';
import type {
  RefreshFamilyReader,
  RefreshFamilyRevoker,
} from '../../core/realm/refresh-family-repository.js';
import type { AccountId, FamilyId, RealmUserId } from '../../core/shared/ids.js';
import type { Locked } from '../../core/shared/locked.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { revocationMarginSeconds, tokenLifetimeSecondsMax } from '../../core/tokens/revocation.js';
import { RefreshFamilyRow } from '../rows/refresh-family-row.js';
import type { RevokeContext } from '../transaction/change-context.js';
import { revocationExpiry } from '../transaction/revocation-expiry.js';

/**
 * The longest life of a family's last access token, which comes with its rotation or, for a client
 * that lost that response, within the grace period after it. Beyond this time a revocation would
 * end nothing.
 */
const accessSecondsMax = reuseGraceSecondsMax + tokenLifetimeSecondsMax + revocationMarginSeconds;

/**
 * A superseded family may have a valid access token as well: a user who logged in until then would
 * otherwise keep it.
 */
const mayHaveValidToken = `
  (revoked_at IS NULL OR revoked_reason = 'superseded')
    AND rotated_at > clock_timestamp() - interval '${String(accessSecondsMax)} seconds'`;

/**
 * Revokes only those families that may have a valid access token, and returns their ids.
 * `ended` is not read, so none of its rows is transferred.
 */
const endOfUser = `
  WITH ended AS (
    UPDATE refresh_family SET revoked_at = clock_timestamp(), revoked_reason = $2
    WHERE resource_owner_id = $1 AND revoked_at IS NULL)
  INSERT INTO revocation (kind, subject, expires_at)
  SELECT 'refresh-family', id::text, ${revocationExpiry()} FROM refresh_family
  WHERE resource_owner_id = $1 AND ${mayHaveValidToken}
  RETURNING id::text`;

/**
 * Revokes the access tokens of the families that have a scope beyond `$2`, and lets the families
 * valid. A family keeps the scopes of its login, which none of its tokens exceeds.
 */
const revokeTokensOfUserBeyond = `
  INSERT INTO revocation (kind, subject, expires_at)
  SELECT 'refresh-family', id::text, ${revocationExpiry()} FROM refresh_family
  WHERE resource_owner_id = $1 AND ${mayHaveValidToken} AND NOT scopes <@ $2::text[]
  RETURNING id::text`;

/** Whether a refresh token of the user still works. */
const hasLogin = `
  SELECT EXISTS (SELECT FROM refresh_family
    WHERE resource_owner_id = $1 AND revoked_at IS NULL AND expires_at > clock_timestamp()) AS found`;

/** Writes no revocations for the families: the caller has written the account's. */
const endOfAccount = `
  UPDATE refresh_family SET revoked_at = clock_timestamp(), revoked_reason = $2
  WHERE account_id = $1 AND revoked_at IS NULL`;

/** Reads families in one transaction. */
export class PostgresRefreshFamilyReader implements RefreshFamilyReader {
  constructor(protected readonly manager: EntityManager) {}

  async find(id: FamilyId): Promise<RefreshFamily | null> {
    const row = await this.manager.findOneBy(RefreshFamilyRow, { id });
    return row && toRefreshFamily(row);
  }
}

/** Revokes families in one transaction. */
export class PostgresRefreshFamilyRevoker
  extends PostgresRefreshFamilyReader
  implements RefreshFamilyRevoker
{
  constructor(
    private readonly change: RevokeContext,
    private readonly accounts: Pick<AccountWriter, 'lock'>,
  ) {
    super(change.manager);
  }

  async lock(id: FamilyId): Promise<Locked<RefreshFamily>> {
    const found = await this.find(id);
    if (found) await this.accounts.lock(found.accountId);
    const family = found && (await this.find(id));
    if (!family)
      throw new ManagementError(
        'not_found',
        'family: there is no login with this id, or it ended long ago',
        'family',
      );
    await this.change.audit.trackChange(refreshFamilyTarget(id), () => this.stateOf(id));
    return family as Locked<RefreshFamily>;
  }

  async revoke({ id }: Locked<RefreshFamily>, why: FamilyRevocationReason): Promise<void> {
    // On a repeat the reason stays and the revocation is written again, so that it acknowledges
    // what the first attempt could not.
    await this.manager.query(
      'UPDATE refresh_family SET revoked_at = clock_timestamp(), revoked_reason = $2 WHERE id = $1 AND revoked_at IS NULL',
      [id, why],
    );
    await this.change.revocations.write({ kind: 'refresh-family', subject: id });
  }

  async revokeAllOf({ id }: Locked<Account>, why: FamilyRevocationReason): Promise<void> {
    await this.manager.query(endOfAccount, [id, why]);
  }

  /** Revokes every family of a user whose account is locked. */
  async revokeAllOfUser(user: RealmUserId, why: FamilyRevocationReason): Promise<void> {
    const logins: unknown = await this.manager.query(hasLogin, [user]);
    if ((logins as { found: boolean }[])[0]?.found === true) this.change.revocations.noteEndedTokens();
    await this.change.revocations.insertBy(endOfUser, [user, why]);
  }

  /** Revokes the tokens of a user whose account is locked, where a login has a scope beyond these. */
  async revokeTokensBeyond(user: RealmUserId, scopes: readonly string[]): Promise<void> {
    await this.change.revocations.insertBy(revokeTokensOfUserBeyond, [user, scopes]);
  }

  private async stateOf(id: FamilyId): Promise<unknown> {
    const family = await this.find(id);
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
