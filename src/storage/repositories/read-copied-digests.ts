import { accountTarget, realmUserTarget } from '../../core/audit/audit-event.js';
import type { CopiedDigest } from '../../core/audit/current-state.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Statements } from '../transaction/statements.js';

/**
 * A digest belongs to one secret, or to one password of one user (migration SeenDigests). Of one that was
 * written over another one in a second place, every place is named. Of one with which two secrets were
 * created (two clients were imported with it), those that still have it and are active are named. The table
 * `copied_digest` has the copies.
 */
const copied = `
  WITH places AS (
    SELECT hash, secret_id, user_id, replaces FROM copied_digest
    UNION ALL
    SELECT hash, secret_id, user_id, false FROM seen_digest WHERE hash IN (SELECT hash FROM copied_digest)),
  judged AS (SELECT *, bool_or(replaces) OVER (PARTITION BY hash) AS replaced FROM places)
  SELECT c.account_id::text AS account, NULL AS username,
         format('digest of secret %s of credential %s', s.id, c.client_id) AS what
  FROM judged j JOIN credential_secret s ON s.id = j.secret_id JOIN credential c ON c.id = s.credential_id
  WHERE j.replaced OR (s.retired_at IS NULL AND sha256(convert_to(s.digest, 'UTF8')) = j.hash)
  UNION
  SELECT u.account_id::text, u.username, 'digest of the password'
  FROM judged j JOIN resource_owner u ON u.id = j.user_id
  WHERE j.replaced OR sha256(convert_to(u.digest, 'UTF8')) = j.hash
  ORDER BY what, username`;

/** Reads the places of digests that stand, or stood, in more than one. */
export const readCopiedDigests = async (statements: Statements): Promise<CopiedDigest[]> => {
  const found: unknown = await statements.query(copied);
  return (found as { account: AccountId; username: string | null; what: string }[]).map(
    ({ account, username, what }) => ({
      target: username === null ? accountTarget(account) : realmUserTarget(username),
      what,
    }),
  );
};
