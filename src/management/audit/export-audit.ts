import { type AuditEvent, type AuditPosition, emptyAuditPosition } from '../../core/audit/audit-event.js';
import type { AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import { ManagementError } from '../../core/shared/management-error.js';

const pageEvents = 1000;

/**
 * One part of a copy: an event; as the last part, the head of the trail; as the first part of a copy
 * that does not begin with the first event, the event before.
 */
export type AuditPart =
  { readonly event: AuditEvent } | { readonly head: AuditPosition | null } | { readonly from: AuditPosition };

/**
 * Returns the whole trail in its order, page by page, for a copy that can be verified elsewhere.
 */
export class ExportAudit {
  constructor(private readonly reader: AuditTrailReader) {}

  async *run(): AsyncGenerator<AuditPart> {
    const { last: anchor } = await this.reader.anchor();
    if (anchor.id !== emptyAuditPosition.id) yield { from: anchor };
    for (let last: string | null = null; ;) {
      const { events, head, anchorId } = await this.reader.after(last, pageEvents);
      if (anchorId !== anchor.id) throw archivedMeanwhile();
      for (const event of events) yield { event };
      last = events.at(-1)?.id ?? last;
      if (events.length < pageEvents) {
        yield { head };
        return;
      }
    }
  }
}

const archivedMeanwhile = (): ManagementError =>
  new ManagementError(
    'conflict',
    'audit: the trail was archived during the export, so this copy is incomplete. Export it again',
  );
