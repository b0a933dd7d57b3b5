import type { EntityManager } from 'typeorm';
import type { Revocation } from '../../core/tokens/revocation.js';

/**
 * Waits for the next second, with the row locks kept. A token that was issued up to the SECOND of a
 * revocation is refused, so one that is issued later in that second would never be accepted.
 */
export const waitForLaterSecond = async (
  rows: EntityManager,
  { kind, subject }: Revocation,
): Promise<void> => {
  await rows.query(
    `SELECT pg_sleep(greatest(0, extract(epoch FROM
       date_trunc('second', max(effective_at)) + interval '1 second' - clock_timestamp())))
     FROM revocation WHERE kind = $1 AND subject = $2`,
    [kind, subject],
  );
};
