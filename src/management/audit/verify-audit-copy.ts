import { emptyAuditPosition } from '../../core/audit/audit-event.js';
import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import { AuditChain, type ChainBreak, checkpointProblem } from './audit-chain.js';
import { type AuditVerification, ofChain, parseCheckpoint } from './audit-verification.js';
import type { AuditPart } from './export-audit.js';

/** Verifies a copy of the audit trail, without the database that it was exported from. */
export class VerifyAuditCopy {
  constructor(private readonly hasher: AuditHasher) {}

  /** Follows the parts of a copy. `null` among them stands for a part that could not be parsed. */
  async run(parts: AsyncIterable<AuditPart | null>, checkpoint?: string): Promise<AuditVerification> {
    const position = checkpoint === undefined ? null : parseCheckpoint(checkpoint);
    let [anchor, ended] = [emptyAuditPosition, false];
    let chain = new AuditChain(this.hasher, position);
    let isFirst = true;
    for await (const part of parts) {
      if (isFirst && part !== null && 'from' in part) {
        anchor = part.from;
        chain = new AuditChain(this.hasher, position, anchor);
        const broken = checkpointProblem(position, anchor);
        if (broken) return ofChain(broken, chain, anchor);
      } else {
        const broken = ended ? behindTheEnd(chain) : replay(chain, part);
        if (broken) return ofChain(broken, chain, anchor);
        ended = part !== null && 'head' in part;
      }
      isFirst = false;
    }
    return ofChain(ended ? null : chain.end(null), chain, anchor);
  }
}

const replay = (chain: AuditChain, part: AuditPart | null): ChainBreak | null => {
  if (part === null) return unreadable(chain, 'its line cannot be read');
  if ('from' in part) return unreadable(chain, 'a second copy begins in the middle of this one');
  return 'event' in part ? chain.next(part.event) : chain.end(part.head);
};

const unreadable = (chain: AuditChain, why: string): ChainBreak => ({
  ...{ id: chain.nextId, problem: 'changed', why },
});

const behindTheEnd = (chain: AuditChain): ChainBreak => ({
  id: chain.nextId,
  problem: 'inserted',
  why: 'it comes after the line that ends the copy',
});
