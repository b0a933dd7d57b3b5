import type { AuditHead } from '../../core/audit/audit-event.js';
import { invalid, parseEventId } from '../fields.js';
import type { BrokenLink } from './audit-chain.js';

/** The result of following the chain. */
export interface AuditVerdict {
  /** `null` when the chain is intact from its first event to its head. */
  readonly broken: BrokenLink | null;
  /**
   * The last intact event. Noted elsewhere, it proves later that no event up to it was rewritten.
   */
  readonly head: AuditHead;
}

/**
 * Parses `<id>:<hash>`, as an earlier verification printed it. Throws `ManagementError('invalid')`.
 */
export const parseNotedHead = (text: string): AuditHead => {
  const [, id, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined || hash === undefined) {
    throw invalid(
      'noted',
      'must be the number and the hash that an earlier verification printed, as 41:6f5a...',
    );
  }
  return { id: parseEventId(id), hash };
};
