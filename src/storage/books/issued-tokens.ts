import type { EntityManager } from 'typeorm';
import { type AccountId, madeAtMs, type TokenId } from '../../core/ids.js';

/** By its second, which its name begins with: the record is long, and ordered by time. */
const find = `
  SELECT account_id::text AS account FROM token_issuance
  WHERE jti = $1 AND issued_at BETWEEN to_timestamp($2::float8 / 1000) - interval '2 seconds'
                                   AND to_timestamp($2::float8 / 1000) + interval '2 seconds'`;

/** Whose the token is; `null`: none with this id was issued, or its record was dropped since. */
export const accountOfToken = async (rows: EntityManager, id: TokenId): Promise<AccountId | null> => {
  const found: unknown = await rows.query(find, [id, madeAtMs(id)]);
  return (found as { account: AccountId }[])[0]?.account ?? null;
};
