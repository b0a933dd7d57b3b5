import type { EntityManager } from 'typeorm';
import type { Revocation } from '../../core/tokens/revocation.js';

/**
 * A token is refused when it was issued up to the SECOND of a revocation: one issued later in that second would be dead
 * on arrival. The row locks are kept meanwhile.
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
