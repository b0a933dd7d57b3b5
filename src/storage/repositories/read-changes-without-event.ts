import type { ChangeWithoutEvent } from '../../core/audit/current-state.js';
import type { Statements } from '../transaction/statements.js';

const time = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** Only the owner of the schema can delete these rows. */
const changes = `
  SELECT target, what, times::float8 AS times, ${time('first_at')} AS "firstAt", ${time('last_at')} AS "lastAt"
  FROM change_without_event c ORDER BY c.first_at, c.target, c.what`;

/** Reads the changes that were committed without an event (migration ChangesWithoutEvent). */
export const readChangesWithoutEvent = async (statements: Statements): Promise<ChangeWithoutEvent[]> => {
  const found: unknown = await statements.query(changes);
  return found as ChangeWithoutEvent[];
};
