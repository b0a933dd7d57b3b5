import type { AuditHead } from '../../core/audit/audit-event.js';
import { eventId, invalid } from '../fields.js';
import type { BrokenLink } from './audit-chain.js';

/** What came of following the chain. */
export interface AuditVerdict {
  /** `null`: the chain holds from its first event to its head. */
  readonly broken: BrokenLink | null;
  /** The last event that held; noted somewhere else, it proves later that nothing up to it was made anew. */
  readonly head: AuditHead;
}

/** `<id>:<hash>`, as an earlier verification said it. */
export const notedHead = (text: string): AuditHead => {
  const [, id, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined || hash === undefined) {
    throw invalid(
      'noted',
      'must be the number and the hash that an earlier verification printed, as 41:6f5a...',
    );
  }
  return { id: eventId(id), hash };
};
