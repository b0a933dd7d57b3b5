import { type AuditEvent, type AuditPosition, emptyAuditPosition } from '../../core/audit/audit-event.js';
import type { AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { parseCheckpoint } from './audit-verification.js';

const pageEvents = 1000;

/**
 * One part of a copy: an event; as the last part, the head of the trail; as the first part of a copy
 * that does not begin with the first event, the event before.
 */
export type AuditPart =
  { readonly event: AuditEvent } | { readonly head: AuditPosition | null } | { readonly from: AuditPosition };

/**
 * Returns the trail in its order, page by page, for a copy that can be verified elsewhere: the whole
 * trail, or what came after a checkpoint.
 */
export class ExportAudit {
  constructor(private readonly reader: AuditTrailReader) {}

  /**
   * `checkpoint`: the position after which the copy begins, such as the head of an earlier copy. Copies that
   * continue each other have every event once.
   *
   * @throws ManagementError `refused` when the trail does not continue from there
   */
  async *run(checkpoint?: string): AsyncGenerator<AuditPart> {
    const { last: anchor } = await this.reader.anchor();
    const after = checkpoint === undefined ? null : parseCheckpoint(checkpoint);
    if (after && BigInt(after.id) < BigInt(anchor.id)) throw alreadyArchived(after, anchor);
    const from = after ?? anchor;
    // Without a checkpoint the copy begins at whichever event is first, so that it proves what was tampered with.
    let last = after?.id ?? null;
    for (let isFirst = true; ; isFirst = false) {
      const { events, head, anchorId } = await this.reader.after(last, pageEvents);
      if (anchorId !== anchor.id) throw archivedMeanwhile();
      if (isFirst && after && !isContinued(after, events[0], head ?? anchor)) throw notInTrail(after);
      if (isFirst && from.id !== emptyAuditPosition.id) yield { from };
      for (const event of events) yield { event };
      last = events.at(-1)?.id ?? last;
      if (events.length < pageEvents) {
        yield { head };
        return;
      }
    }
  }
}

/** A position without a later event is the head itself. */
const isContinued = (
  { id, hash }: AuditPosition,
  next: AuditEvent | undefined,
  head: AuditPosition,
): boolean => (next ? next.previousHash === hash : head.id === id && head.hash === hash);

const alreadyArchived = (from: AuditPosition, anchor: AuditPosition): ManagementError =>
  new ManagementError(
    'conflict',
    `checkpoint: events after ${from.id} are archived. Read them from the archive, then continue after ${anchor.id}:${anchor.hash}`,
    'checkpoint',
  );

const notInTrail = ({ id }: AuditPosition): ManagementError =>
  new ManagementError(
    'refused',
    `checkpoint: the trail does not continue from event ${id} with this hash. It was rewritten or restored from a backup, or the checkpoint is of another deployment. Run: portaria audit verify --checkpoint`,
    'checkpoint',
  );

const archivedMeanwhile = (): ManagementError =>
  new ManagementError(
    'conflict',
    'audit: the trail was archived during the export, so this copy is incomplete. Export it again',
  );
