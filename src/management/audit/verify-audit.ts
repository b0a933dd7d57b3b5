import type { AuditHasher, AuditRecords } from '../../core/audit/audit-event.js';
import { AuditChain } from './audit-chain.js';
import { type AuditVerdict, notedHead } from './audit-verdict.js';

const pageEvents = 1000;

export interface Verification {
  /** What an earlier one said, as `<id>:<hash>`. */
  readonly noted?: string;
  /** Is told now and then how many events have held. */
  readonly progress?: (events: string) => void;
}

/** Follows the whole chain of the audit trail to the first event that was changed, removed or inserted. */
export class VerifyAudit {
  constructor(
    private readonly records: AuditRecords,
    private readonly hasher: AuditHasher,
  ) {}

  async run({ noted, progress }: Verification = {}): Promise<AuditVerdict> {
    const chain = new AuditChain(this.hasher, noted === undefined ? null : notedHead(noted));
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
