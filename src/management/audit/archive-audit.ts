import type { ArchivedRange } from '../../core/audit/audit-archive.js';
import type { AuditEvent, AuditPosition, RecordedState } from '../../core/audit/audit-event.js';
import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import type { AuditAnchor, AuditTrailReader } from '../../core/audit/audit-trail-reader.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';
import type { ChainBreak } from './audit-chain.js';
import type { AuditPart } from './export-audit.js';
import { ReplayedTrail } from './replayed-trail.js';
import type { VerifyAuditCopy } from './verify-audit-copy.js';

const pageEvents = 1000;

/** `ArchiveSteps`: what is done outside of the trail, in this order. Each is on disk when it resolves. */
export interface ArchiveSteps {
  /** Writes the parts to a new file. */
  write(parts: AsyncIterable<AuditPart>): Promise<void>;
  /** Reads the file again. */
  read(): AsyncIterable<AuditPart | null>;
  /** Records in the trail what is archived. */
  record(range: ArchivedRange): Promise<void>;
  /** Deletes the events, and keeps the states that they left. */
  remove(range: ArchivedRange, states: readonly RecordedState[]): Promise<string>;
  /** Called after each step. */
  progress(done: string): void;
}

export interface Archived {
  /** The first event of the archive. */
  readonly from: string;
  /** The last one. */
  readonly head: AuditPosition;
  readonly events: string;
}

/**
 * Moves the oldest events of the trail into a file. Nothing is deleted before the file was read
 * again and verified, and before the trail itself says what is archived: whenever it breaks off,
 * every event is in the database, in the file, or in both.
 */
export class ArchiveAudit {
  constructor(
    private readonly reader: AuditTrailReader,
    private readonly hasher: AuditHasher,
    private readonly copies: VerifyAuditCopy,
  ) {}

  /** Returns the first event that would be archived. Throws `ManagementError('invalid')`. */
  async first(until: Date): Promise<AuditEvent> {
    const { last } = await this.reader.anchor();
    const [event] = (await this.reader.after(last.id, 1)).events;
    if (!event || !isBefore(event, until))
      throw invalid('until', `no event of the trail is older than ${until.toISOString()}`);
    return event;
  }

  async run(until: Date, steps: ArchiveSteps): Promise<Archived> {
    const { id: from } = await this.first(until);
    const anchor = await this.reader.anchor();
    const trail = ReplayedTrail.afterAnchor(this.hasher, anchor, null);
    await steps.write(this.parts(until, anchor, trail));
    const { head } = trail.chain;
    steps.progress(`The file has the events ${from} to ${head.id}.`);
    const result = await this.copies.run(steps.read());
    const isWhole = isSame(result.anchor, anchor.last) && isSame(result.head, head);
    if (result.broken ?? !isWhole) throw unreadable(result.broken);
    steps.progress('The file was read again and verified.');
    const states = trail.recorded.kept();
    const range = { ...head, states: this.hasher.hashStates(states) };
    await steps.record(range);
    steps.progress('The trail says what is archived.');
    return { from, head, events: await steps.remove(range, states) };
  }

  /** Follows the chain while it is written: a broken trail is not archived. */
  private async *parts(until: Date, { last }: AuditAnchor, trail: ReplayedTrail): AsyncGenerator<AuditPart> {
    yield { from: last };
    for (;;) {
      const { events, anchorId } = await this.reader.after(trail.chain.head.id, pageEvents);
      if (anchorId !== last.id) throw archivedMeanwhile();
      for (const event of events) {
        if (!isBefore(event, until)) break;
        const broken = trail.next(event);
        if (broken) throw brokenTrail(broken);
        yield { event };
      }
      if (trail.chain.head.id !== events.at(-1)?.id || events.length < pageEvents) break;
    }
    yield { head: trail.chain.head };
  }
}

/** Compared as the text that it is: a Date has no microseconds. */
const isBefore = ({ at }: AuditEvent, until: Date): boolean => at < until.toISOString().replace('Z', '000Z');

const isSame = (one: AuditPosition, other: AuditPosition): boolean =>
  one.id === other.id && one.hash === other.hash;

const brokenTrail = ({ id, problem, why }: ChainBreak): ManagementError =>
  new ManagementError(
    'refused',
    `audit: event ${id} was ${problem}: ${why}. A broken trail cannot be archived`,
    'audit',
  );

const unreadable = (broken: ChainBreak | null): ManagementError =>
  new ManagementError(
    'refused',
    `out: the file does not read back as it was written (${broken?.why ?? 'another end'}). Nothing was deleted`,
    'out',
  );

const archivedMeanwhile = (): ManagementError =>
  new ManagementError(
    'conflict',
    'audit: another process is archiving the trail. Nothing was deleted',
    'audit',
  );
