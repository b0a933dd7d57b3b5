import type pg from 'pg';
import type { OwnerDatabase } from '../../config/config.js';
import { asOwner, assertOwner } from './as-owner.js';

/** Accounts in one transaction: a row is locked for as long as a commit of so many takes. */
const chunk = 1000;

const isOwner = `
  SELECT pg_has_role(relowner, 'USAGE') AS allowed FROM pg_class WHERE oid = 'account'::regclass`;

/** In the order of ids, as everything that locks accounts, so that no two can deadlock. */
const restamp = `
  WITH chunk AS (SELECT id FROM account WHERE id > $1 ORDER BY id LIMIT ${String(chunk)} FOR NO KEY UPDATE),
  stamped AS (UPDATE account SET stamp = gen_random_uuid() FROM chunk WHERE account.id = chunk.id RETURNING account.id)
  SELECT count(*)::int AS stamped, max(id)::text AS last FROM stamped`;

/**
 * Gives every account a new stamp, with the login of the schema's owner: whatever a process remembers
 * of a client is read anew before the client's next token. For work by hand that the triggers did not
 * see (docs/adr/0027). Safe to end and run again: an account that is stamped twice is read twice.
 *
 * @param database with the login of the schema's owner
 * @returns how many accounts were stamped
 * @throws ManagementError('refused') for another login
 */
export const restampAccounts = (
  database: OwnerDatabase,
  progress: (stamped: number) => void,
): Promise<number> =>
  asOwner(database, 'portaria database restamp', async (owner) => {
    await assertOwner(owner, isOwner, 'stamp accounts');
    return restampAll(owner, progress);
  });

const restampAll = async (owner: pg.Client, progress: (stamped: number) => void): Promise<number> => {
  let total = 0;
  for (let after: string | null = '0'; after !== null;) {
    const { rows }: pg.QueryResult<{ stamped: number; last: string | null }> = await owner.query(restamp, [
      after,
    ]);
    total += rows[0]?.stamped ?? 0;
    after = rows[0]?.last ?? null;
    if (after !== null) progress(total);
  }
  return total;
};
