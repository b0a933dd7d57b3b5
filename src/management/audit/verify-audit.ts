import type { AuditHasher, AuditHead, AuditRecords } from '../../core/audit/audit-event.js';
import type { AccountId } from '../../core/shared/ids.js';
import { AuditChain } from './audit-chain.js';
import { type AuditVerdict, ofChain, parseNotedHead } from './audit-verdict.js';
import { RecordedStates } from './recorded-states.js';
import { type Unexplained, unexplainedCertificate, unexplainedIn } from './unexplained-permissions.js';

const pageEvents = 1000;
const pageAccounts = 500;

export interface Verification {
  /** The head that an earlier verification printed, as `<id>:<hash>`. */
  readonly noted?: string;
  /** Called now and then with the number of events that were intact so far. */
  readonly progress?: (events: string) => void;
}

/**
 * Follows the whole audit trail to the first event that was changed, removed or inserted, and then
 * compares what is in force with what the events say.
 */
export class VerifyAudit {
  constructor(
    private readonly records: AuditRecords,
    private readonly hasher: AuditHasher,
  ) {}

  async run({ noted, progress }: Verification = {}): Promise<AuditVerdict> {
    const chain = new AuditChain(this.hasher, noted === undefined ? null : parseNotedHead(noted));
    const recorded = new RecordedStates();
    for (let last: string | null = null; ; last = chain.head.id) {
      const { events, head } = await this.records.after(last, pageEvents);
      for (const event of events) {
        const broken = chain.next(event);
        if (broken) return ofChain(broken, chain.head);
        recorded.apply(event);
      }
      if (events.length < pageEvents) {
        const broken = chain.end(head);
        return broken ? ofChain(broken, chain.head) : this.compared(chain.head, recorded);
      }
      progress?.(chain.head.id);
    }
  }

  /** Each page comes with the events that were recorded meanwhile. */
  private async compared(head: AuditHead, recorded: RecordedStates): Promise<AuditVerdict> {
    const unexplained: Unexplained[] = [];
    let olderAccounts = 0;
    let [event, account]: [string, AccountId | null] = [head.id, null];
    for (;;) {
      const certificates = account === null ? recorded.revokedCertificates : [];
      const page = await this.records.inForce({ event, account, limit: pageAccounts, certificates });
      for (const later of page.events) recorded.apply(later);
      unexplained.push(...page.unrevoked.map(unexplainedCertificate));
      for (const found of page.accounts) {
        const isOlder = recorded.firstAt === null || found.createdAt < recorded.firstAt;
        if (isOlder && recorded.stateOf(found.id) === null) olderAccounts += 1;
        else unexplained.push(...unexplainedIn(found, recorded));
      }
      if (page.accounts.length < pageAccounts) return { broken: null, head, unexplained, olderAccounts };
      event = page.events.at(-1)?.id ?? event;
      account = page.accounts.at(-1)?.id ?? null;
    }
  }
}
