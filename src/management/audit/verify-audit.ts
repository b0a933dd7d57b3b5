import type { AuditPosition } from '../../core/audit/audit-event.js';
import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import type { AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { checkpointProblem } from './audit-chain.js';
import { type AuditVerification, ofChain, parseCheckpoint } from './audit-verification.js';
import { compareWithTables } from './compare-with-tables.js';
import type { AuditPart } from './export-audit.js';
import { ReplayedTrail } from './replayed-trail.js';

const pageEvents = 1000;

export interface AuditVerificationInput {
  /** The head that an earlier verification printed, as `<id>:<hash>`. */
  readonly checkpoint?: string;
  /** Reads the archives of the trail, the oldest first, to verify its archived events as well. */
  readonly archive?: () => AsyncIterable<AuditPart | null>;
  /** Called now and then with the number of events that were intact so far. */
  readonly progress?: (events: string) => void | Promise<void>;
  /** Ends the verification when the caller waits no longer. */
  readonly signal?: AbortSignal;
}

/**
 * Follows the whole audit trail to the first event that was changed, removed or inserted, and then
 * compares what is in force with what the events say.
 */
export class VerifyAudit {
  constructor(
    private readonly reader: AuditTrailReader,
    private readonly hasher: AuditHasher,
  ) {}

  async run(verification: AuditVerificationInput = {}): Promise<AuditVerification> {
    const { checkpoint } = verification;
    const position = checkpoint === undefined ? null : parseCheckpoint(checkpoint);
    for (;;) {
      const result = await this.result(verification, position);
      if (result) return result;
    }
  }

  /** Resolves to `null` when events were archived meanwhile, which must then be replayed from the archive. */
  private async result(
    { archive, progress, signal }: AuditVerificationInput,
    checkpoint: AuditPosition | null,
  ): Promise<AuditVerification | null> {
    const anchor = await this.reader.anchor();
    const begin = archive ? 'fromTheBeginning' : 'afterAnchor';
    const trail = ReplayedTrail[begin](this.hasher, anchor, checkpoint);
    const found = archive
      ? await replayArchives(trail, archive())
      : checkpointProblem(checkpoint, anchor.last);
    if (found) return ofChain(found, trail.chain, anchor.last);
    for (let last: string | null = archive ? anchor.last.id : null; ; last = trail.chain.head.id) {
      const { events, head, anchorId } = await this.reader.after(last, pageEvents);
      if (anchorId !== anchor.last.id) return null;
      for (const event of events) {
        const broken = trail.next(event);
        if (broken) return ofChain(broken, trail.chain, anchor.last);
      }
      await progress?.(trail.chain.head.id);
      if (signal?.aborted === true) throw tooLong();
      if (events.length === pageEvents) continue;
      const broken = trail.end(head);
      if (broken) return ofChain(broken, trail.chain, anchor.last);
      const compared = await compareWithTables({ reader: this.reader, hasher: this.hasher }, trail);
      return { ...ofChain(null, trail.chain, anchor.last), ...compared };
    }
  }
}

const tooLong = (): ManagementError =>
  new ManagementError(
    'unavailable',
    'audit: the trail has too many events to be verified in one request. On the command line there is no limit: portaria audit verify',
  );

const replayArchives = async (trail: ReplayedTrail, parts: AsyncIterable<AuditPart | null>) => {
  for await (const part of parts) {
    const broken = trail.nextOfArchive(part);
    if (broken) return broken;
  }
  return trail.endOfArchives();
};
