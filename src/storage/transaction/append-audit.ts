import type { EntityManager } from 'typeorm';
import type { AuditOutcome } from '../../core/audit/audit-event.js';
import type { Operation } from '../../core/audit/operation.js';
import type { RefusedChangeCause } from '../../core/audit/refused-change-log.js';
import type { AuditImages } from './audit-recorder.js';

/** The outcome of an operation. */
export interface RecordedOutcome extends AuditImages {
  readonly outcome: AuditOutcome;
  readonly reason: string | null;
}

/**
 * Appends one event to the chain, in the transaction of `manager`. It must be the last step: the head
 * of the chain is locked from here until the transaction ends, and every other change waits for it.
 */
export const appendAudit = async (
  manager: EntityManager,
  { actor, action, requestId, address }: Operation,
  { targets, outcome, reason, before, after }: RecordedOutcome,
): Promise<void> => {
  await manager.query('SELECT append_audit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)', [
    ...[actor.kind, actor.name, actor.accountId, actor.clientId],
    ...[action, targets, outcome, reason],
    ...[before, after, requestId, address],
  ]);
};

/** `RefusedOutcome`: what an operation was refused for, with the resources that it named. */
export interface RefusedOutcome extends RefusedChangeCause {
  readonly targets: readonly string[];
  /** The targets that exist: they alone make refusals alike. */
  readonly existing: readonly string[];
}

/**
 * Records a refusal. The first one appends an event; those that are like it are counted for an hour,
 * and then one event has their number. Locks as `appendAudit` does.
 */
export const recordRefusedChange = async (
  manager: EntityManager,
  { actor, action, requestId, address }: Operation,
  { targets, existing, reason, groupKey }: RefusedOutcome,
): Promise<void> => {
  await manager.query('SELECT record_like_refusal($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)', [
    ...[actor.kind, actor.name, actor.accountId, actor.clientId],
    ...[action, targets, reason, existing, groupKey, requestId, address],
  ]);
};
