import { type AuditPosition, emptyAuditPosition } from '../../core/audit/audit-event.js';
import { invalid, parseEventId } from '../fields.js';
import type { AuditChain, ChainBreak } from './audit-chain.js';
import type { Unexplained } from './unexplained-permissions.js';

/** The result of following the chain. */
export interface AuditVerification {
  /** `null` when the chain is intact from its first event to its head. */
  readonly broken: ChainBreak | null;
  /**
   * The last intact event. Noted elsewhere, it proves later that no event up to it was rewritten.
   */
  readonly head: AuditPosition;
  /** The last archived event: it and those before it are not in the database. Id 0: none is archived. */
  readonly anchor: AuditPosition;
  /**
   * When the event of the checkpoint was recorded. `null`: no checkpoint was given, or its event was not
   * replayed.
   */
  readonly checkpointAt: string | null;
  /**
   * What is in force without an event that explains it. `null` where that was not compared: the
   * chain is broken, or it is a copy.
   */
  readonly unexplained: readonly Unexplained[] | null;
}

/** Returns whether the chain is intact, and explains everything that is in force. */
export const isValid = ({ broken, unexplained }: AuditVerification): boolean =>
  broken === null && (unexplained === null || unexplained.length === 0);

/** The result for a chain alone. */
export const ofChain = (
  broken: ChainBreak | null,
  { head, checkpointAt }: Pick<AuditChain, 'head' | 'checkpointAt'>,
  anchor: AuditPosition = emptyAuditPosition,
): AuditVerification => ({
  ...{ broken, head, anchor, checkpointAt },
  unexplained: null,
});

/**
 * Parses `<id>:<hash>`, as an earlier verification printed it. Throws `ManagementError('invalid')`.
 */
export const parseCheckpoint = (text: string): AuditPosition => {
  const [, id, hash] = /^(\d+):([0-9a-f]{64})$/.exec(text) ?? [];
  if (id === undefined || hash === undefined) {
    throw invalid(
      'checkpoint',
      'must be the number and hash that an earlier verification printed, such as 41:6f5a...',
    );
  }
  return { id: parseEventId(id), hash };
};
