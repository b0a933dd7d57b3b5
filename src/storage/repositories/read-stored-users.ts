import { realmUserTarget } from '../../core/audit/audit-event.js';
import type { StoredRealmUser } from '../../core/audit/current-state.js';
import type { AccountId } from '../../core/shared/ids.js';
import type { Statements } from '../transaction/statements.js';

const usersOf = `
  SELECT username, id::text, account_id::text AS account, status, scopes, password_set_at AS "passwordSetAt"
  FROM resource_owner WHERE account_id = ANY ($1::bigint[]) ORDER BY username`;

interface UserRow {
  readonly username: string;
}

/** Reads the users of these accounts as the images of the trail have them. */
export const readStoredUsers = async (
  statements: Statements,
  accounts: readonly AccountId[],
): Promise<StoredRealmUser[]> => {
  const found: unknown = await statements.query(usersOf, [accounts]);
  return (found as UserRow[]).map(({ username, ...state }) => ({
    target: realmUserTarget(username),
    // As JSON, which the trail has as well.
    state: JSON.parse(JSON.stringify(state)) as unknown,
  }));
};
