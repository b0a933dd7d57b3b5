import type { EntityManager } from 'typeorm';
import {
  accountTarget,
  type CopiedDigest,
  realmUserTarget,
  type StoredRealmUser,
} from '../../core/audit/audit-event.js';
import type { AccountId } from '../../core/shared/ids.js';

const usersOf = `
  SELECT username, id::text, account_id::text AS account, status, scopes, password_set_at AS "passwordSetAt"
  FROM resource_owner WHERE account_id = ANY ($1::bigint[]) ORDER BY username`;

/**
 * Retired secrets count as well: an attacker who knows one could copy its digest. No two digests that
 * the gateway makes are alike.
 */
const copied = `
  WITH digests AS (
    SELECT s.digest, s.retired_at IS NULL AS active, c.account_id::text AS account, NULL AS username,
           format('digest of secret %s of credential %s', s.id, c.client_id) AS what
    FROM credential_secret s JOIN credential c ON c.id = s.credential_id
    UNION ALL
    SELECT digest, true, account_id::text, username, 'digest of the password' FROM resource_owner),
  counted AS (SELECT *, count(*) OVER (PARTITION BY digest) AS times FROM digests)
  SELECT account, username, what FROM counted WHERE active AND times > 1 ORDER BY what`;

interface UserRow {
  readonly username: string;
}

/** Reads the users of these accounts as the images of the trail have them. */
export const readStoredUsers = async (
  manager: EntityManager,
  accounts: readonly AccountId[],
): Promise<StoredRealmUser[]> => {
  const found: unknown = await manager.query(usersOf, [accounts]);
  return (found as UserRow[]).map(({ username, ...state }) => ({
    target: realmUserTarget(username),
    // As JSON, which the trail has as well.
    state: JSON.parse(JSON.stringify(state)) as unknown,
  }));
};

/** Reads the digests that stand in more than one place. */
export const readCopiedDigests = async (manager: EntityManager): Promise<CopiedDigest[]> => {
  const found: unknown = await manager.query(copied);
  return (found as { account: AccountId; username: string | null; what: string }[]).map(
    ({ account, username, what }) => ({
      target: username === null ? accountTarget(account) : realmUserTarget(username),
      what,
    }),
  );
};
