import type { AuditHasher, AuditRecords } from '../../core/audit/audit-event.js';
import { AuditChain } from './audit-chain.js';
import { type AuditVerdict, parseNotedHead } from './audit-verdict.js';

const pageEvents = 1000;

export interface Verification {
  /** The head that an earlier verification printed, as `<id>:<hash>`. */
  readonly noted?: string;
  /** Called now and then with the number of events that were intact so far. */
  readonly progress?: (events: string) => void;
}

/** Follows the whole audit trail to the first event that was changed, removed or inserted. */
export class VerifyAudit {
  constructor(
    private readonly records: AuditRecords,
    private readonly hasher: AuditHasher,
  ) {}

  async run({ noted, progress }: Verification = {}): Promise<AuditVerdict> {
    const chain = new AuditChain(this.hasher, noted === undefined ? null : parseNotedHead(noted));
    for (let last: string | null = null; ; last = chain.head.id) {
      const { events, head } = await this.records.after(last, pageEvents);
      for (const event of events) {
        const broken = chain.next(event);
        if (broken) return { broken, head: chain.head };
      }
      if (events.length < pageEvents) return { broken: chain.end(head), head: chain.head };
      progress?.(chain.head.id);
    }
  }
}
