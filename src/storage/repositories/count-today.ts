/** The day by which changes are counted. */
export const today = `(clock_timestamp() AT TIME ZONE 'UTC')::date`;

const counters = ['changes', 'refused', 'revoked_tokens', 'revocations'] as const;

/**
 * Returns the statement that counts one more for the account $1, in its row of `account_changes`: the first of a day
 * starts every counter again. It returns the new number as `count`, or no row where the condition does not hold.
 *
 * @param where a condition on the row `c`, which may also be of an earlier day
 */
export const countToday = (counted: (typeof counters)[number], where = 'true'): string => `
  INSERT INTO account_changes AS c (account_id, day, ${counted}) VALUES ($1, ${today}, 1)
  ON CONFLICT (account_id) DO UPDATE
    SET day = excluded.day, ${counters.map((name) => `${name} = ${nextOf(name, name === counted ? 1 : 0)}`).join(', ')}
    WHERE ${where}
  RETURNING ${counted} AS count`;

const nextOf = (name: string, more: number): string =>
  `CASE WHEN c.day = excluded.day THEN c.${name} + ${String(more)} ELSE ${String(more)} END`;
