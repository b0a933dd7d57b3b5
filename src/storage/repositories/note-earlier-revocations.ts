import type { Revocation } from '../../core/tokens/revocation.js';
import type { ChangeContext } from '../transaction/change-context.js';

/**
 * A revocation is moved to the moment at which it is acknowledged, so one that was written shortly
 * before may still be moved.
 */
const recent = `
  SELECT id::text FROM revocation
  WHERE kind = $1 AND subject = $2 AND effective_at > clock_timestamp() - interval '30 seconds'`;

/**
 * Notes the revocations after which a change gives permissions back. It is acknowledged only in a
 * later second: a token that was issued up to the SECOND of a revocation is refused, so one that is
 * issued later in that second would never be accepted.
 */
export const noteEarlierRevocations = async (
  { manager, earlierRevocations }: Pick<ChangeContext, 'manager' | 'earlierRevocations'>,
  { kind, subject }: Revocation,
): Promise<void> => {
  const found: unknown = await manager.query(recent, [kind, subject]);
  earlierRevocations.push(...(found as { id: string }[]).map(({ id }) => id));
};
