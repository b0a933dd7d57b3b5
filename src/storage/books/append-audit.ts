import type { EntityManager } from 'typeorm';
import type { AuditOutcome } from '../../core/audit-event.js';
import type { Deed } from '../../core/deed.js';
import type { Testimony } from './witnesses.js';

/** What came of a deed. */
export interface Outcome extends Testimony {
  readonly outcome: AuditOutcome;
  readonly reason: string | null;
}

/**
 * Adds one event to the chain, in the transaction of `rows`. Last in it: the head of the chain is locked from here until it
 * ends, and every other change waits for that.
 */
export const appendAudit = async (rows: EntityManager, deed: Deed, came: Outcome): Promise<void> => {
  const { actor, action, requestId, address } = deed;
  await rows.query('SELECT append_audit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)', [
    ...[actor.kind, actor.name, actor.accountId, actor.clientId],
    ...[action, came.targets, came.outcome, came.reason],
    ...[came.before, came.after, requestId, address],
  ]);
};
