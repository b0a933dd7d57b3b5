/** An archive of the trail: its oldest events in a file, and what the database keeps of them. */
import type { AuditEvent, AuditPosition, RecordedState } from './audit-event.js';
import { imageOf, memberOf } from './images.js';

/** `ArchivedRange`: every event up to this one, and the hash of the states that they say. */
export interface ArchivedRange extends AuditPosition {
  readonly states: string;
}

/** The target of the event that says what was archived. */
export const auditTrailTarget = 'audit trail';

/** Returns what a done `audit.archive` event names; `null` for any other event. */
export const archivedRangeOf = ({ action, outcome, after }: AuditEvent): ArchivedRange | null => {
  if (action !== 'audit.archive' || outcome !== 'done') return null;
  const image = memberOf(imageOf(after), auditTrailTarget);
  const [id, hash, states] = ['archivedTo', 'hash', 'states'].map((name) => memberOf(image, name));
  return typeof id === 'string' && typeof hash === 'string' && typeof states === 'string'
    ? { id, hash, states }
    : null;
};

/** Records in the trail what is archived. */
export interface AuditArchiveRecorder {
  /** Throws `ManagementError('not_found')` when the trail does not have this event with this hash. */
  recordArchive(range: ArchivedRange): Promise<void>;
}

/** Deletes archived events; only the owner of the schema may. Throws `ManagementError`. */
export abstract class AuditArchive {
  /** Throws `ManagementError('refused')` when this login is not the owner's. */
  abstract assertAllowed(): Promise<void>;
  /** Deletes the events of the range, and keeps the states. Resolves to how many were deleted. */
  abstract remove(range: ArchivedRange, states: readonly RecordedState[]): Promise<string>;
}
