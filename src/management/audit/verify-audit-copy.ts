import type { AuditHasher } from '../../core/audit/audit-event.js';
import { AuditChain, type ChainBreak } from './audit-chain.js';
import { type AuditVerdict, ofChain, parseNotedHead } from './audit-verdict.js';
import type { AuditPart } from './export-audit.js';

/** Verifies a copy of the audit trail, without the database that it was exported from. */
export class VerifyAuditCopy {
  constructor(private readonly hasher: AuditHasher) {}

  /** Follows the parts of a copy. `null` among them stands for a part that could not be parsed. */
  async run(parts: AsyncIterable<AuditPart | null>, noted?: string): Promise<AuditVerdict> {
    const chain = new AuditChain(this.hasher, noted === undefined ? null : parseNotedHead(noted));
    let ended = false;
    for await (const part of parts) {
      const broken = ended ? behindTheEnd(chain) : follow(chain, part);
      if (broken) return ofChain(broken, chain.head);
      ended = part !== null && 'head' in part;
    }
    return ofChain(ended ? null : chain.end(null), chain.head);
  }
}

const follow = (chain: AuditChain, part: AuditPart | null): ChainBreak | null => {
  if (part === null) return { id: chain.nextId, problem: 'changed', why: 'its line cannot be read' };
  return 'event' in part ? chain.next(part.event) : chain.end(part.head);
};

const behindTheEnd = (chain: AuditChain): ChainBreak => ({
  id: chain.nextId,
  problem: 'inserted',
  why: 'it stands behind the line that ends the copy',
});
