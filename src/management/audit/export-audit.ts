import type { AuditEvent, AuditHead, AuditRecords } from '../../core/audit/audit-event.js';

const pageEvents = 1000;

/** One part of a copy: an event, or, as the last part, the head of the trail. */
export type AuditPart = { readonly event: AuditEvent } | { readonly head: AuditHead | null };

/**
 * Returns the whole trail in its order, page by page, for a copy that can be verified elsewhere.
 */
export class ExportAudit {
  constructor(private readonly records: AuditRecords) {}

  async *run(): AsyncGenerator<AuditPart> {
    for (let last: string | null = null; ;) {
      const { events, head } = await this.records.after(last, pageEvents);
      for (const event of events) yield { event };
      last = events.at(-1)?.id ?? last;
      if (events.length < pageEvents) {
        yield { head };
        return;
      }
    }
  }
}
