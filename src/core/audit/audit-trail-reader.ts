import type { AuditEvent, AuditOutcome, AuditPosition, RecordedState } from './audit-event.js';
import type { CurrentState, CurrentStatePage } from './current-state.js';

/** `AuditAnchor`: where the events of the database begin. */
export interface AuditAnchor {
  /** The last event that was archived; id 0: nothing was archived. */
  readonly last: AuditPosition;
  readonly states: readonly RecordedState[];
}

export interface AuditFilter {
  /** A part of the actor's name, in any case, or the id of the actor's account. */
  readonly actor?: string;
  /** `account.suspend`, or `account` for every action of that noun. */
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: AuditOutcome;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Only events older than the event with this id. */
  readonly before?: string;
  readonly limit: number;
}

/** Events in their order, with the head of the chain at the same instant. */
export interface AuditRange {
  readonly events: readonly AuditEvent[];
  readonly head: AuditPosition | null;
  /** The last archived event at that instant; 0: nothing was archived. */
  readonly anchorId: string;
}

/** Reads the trail. Throws `ManagementError('unavailable')`. */
export abstract class AuditTrailReader {
  /** Returns the newest events that match, newest last. */
  abstract list(filter: AuditFilter): Promise<readonly AuditEvent[]>;
  /**
   * Returns the events after this id, in the order of their ids; `null` starts at the beginning,
   * whichever event is first.
   */
  abstract after(id: string | null, limit: number): Promise<AuditRange>;
  /** Returns where the events of the database begin, and what is kept of the archived ones. */
  abstract anchor(): Promise<AuditAnchor>;
  /** Returns a page of what is in force, with all events after `event`, as of one instant. */
  abstract currentState(page: CurrentStatePage): Promise<CurrentState>;
}
