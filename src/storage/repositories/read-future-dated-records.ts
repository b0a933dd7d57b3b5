import type { FutureDatedRecord } from '../../core/audit/current-state.js';
import { isFutureDatedRecord } from '../transaction/future-dated-record.js';
import type { Statements } from '../transaction/statements.js';

/** One is enough to look for all of them by hand. */
const recordsMax = 100;

const readAhead = `
  SELECT t.account_id::text AS account, t.jti::text AS "tokenId", t.issued_at AS "issuedAt"
  FROM token_issuance t WHERE ${isFutureDatedRecord} ORDER BY t.issued_at, t.jti LIMIT $1`;

/**
 * Reads the records of issue whose time has not come, by more than a clock steps. No login but the
 * owner's makes one, and a revocation passes over them.
 */
export const readFutureDatedRecords = async (statements: Statements): Promise<FutureDatedRecord[]> => {
  const found: unknown = await statements.query(readAhead, [recordsMax]);
  return found as FutureDatedRecord[];
};
