import { archivedRangeOf } from '../../core/audit/audit-archive.js';
import { type AuditEvent, type AuditPosition, emptyAuditPosition } from '../../core/audit/audit-event.js';
import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import type { AuditAnchor } from '../../core/audit/audit-trail-reader.js';
import { invalid } from '../fields.js';
import { AuditChain, type ChainBreak } from './audit-chain.js';
import type { AuditPart } from './export-audit.js';
import { RecordedStates } from './recorded-states.js';

/** `ReplayedTrail`: the chain as far as it was replayed, and the states that its events record. */
export class ReplayedTrail {
  readonly chain: AuditChain;
  readonly recorded: RecordedStates;
  /** The hashes of states that events name for the anchor. */
  readonly #named = new Set<string>();

  private constructor(
    private readonly hasher: AuditHasher,
    private readonly anchor: AuditAnchor,
    begin: {
      readonly head: AuditPosition;
      readonly checkpoint: AuditPosition | null;
      readonly recorded: RecordedStates;
    },
  ) {
    this.chain = new AuditChain(hasher, begin.checkpoint, begin.head);
    this.recorded = begin.recorded;
  }

  /** Goes on after the anchor. */
  static afterAnchor(
    hasher: AuditHasher,
    anchor: AuditAnchor,
    checkpoint: AuditPosition | null,
  ): ReplayedTrail {
    const { last, states } = anchor;
    const recorded = RecordedStates.after(last.id === emptyAuditPosition.id ? [] : states);
    return new ReplayedTrail(hasher, anchor, { head: last, checkpoint, recorded });
  }

  /** Begins with the first event, which is in an archive. */
  static fromTheBeginning(
    hasher: AuditHasher,
    anchor: AuditAnchor,
    checkpoint: AuditPosition | null,
  ): ReplayedTrail {
    return new ReplayedTrail(hasher, anchor, {
      head: emptyAuditPosition,
      checkpoint,
      recorded: new RecordedStates(),
    });
  }

  /** Takes the next event. Returns what is broken, or `null`. */
  next(event: AuditEvent): ChainBreak | null {
    const broken = this.chain.next(event);
    if (broken) return broken;
    this.recorded.apply(event);
    const range = archivedRangeOf(event);
    const { id, hash } = this.anchor.last;
    if (range?.id === id && range.hash === hash) this.#named.add(range.states);
    return null;
  }

  /** Takes the next part of the archives, of which each begins where the one before it ends. */
  nextOfArchive(part: AuditPart | null): ChainBreak | null {
    if (part === null) return { id: this.chain.nextId, problem: 'changed', why: 'its line cannot be read' };
    if ('event' in part) return this.next(part.event);
    const end = 'head' in part ? part.head : part.from;
    if (isSame(end, this.chain.head)) return null;
    if ('from' in part && this.chain.head.id === emptyAuditPosition.id)
      throw invalid('archive', `begins after event ${part.from.id}. Give all archives, the oldest first`);
    return this.chain.end(end);
  }

  /** Called after the archives: they must lead to the anchor, and say what is kept of them. */
  endOfArchives(): ChainBreak | null {
    const { id, hash } = this.chain.head;
    const { last, states } = this.anchor;
    if (id !== last.id)
      throw invalid('archive', `ends with event ${id}, but the database continues after event ${last.id}`);
    if (hash !== last.hash) return { id, problem: 'changed', why: 'the anchor has a different hash' };
    const areKept = this.hasher.hashStates(this.recorded.kept()) === this.hasher.hashStates(states);
    return areKept || id === emptyAuditPosition.id ? null : keptChanged(id);
  }

  /** Checks the end of the trail, and that the trail itself says what was archived. */
  end(head: AuditPosition | null): ChainBreak | null {
    return this.chain.end(head) ?? this.anchorProblem();
  }

  private anchorProblem(): ChainBreak | null {
    const { last, states } = this.anchor;
    if (last.id === emptyAuditPosition.id || this.#named.has(this.hasher.hashStates(states))) return null;
    if (this.#named.size > 0) return keptChanged(last.id);
    return { id: last.id, problem: 'removed', why: 'no event says that the trail is archived up to it' };
  }
}

const isSame = (one: AuditPosition | null, other: AuditPosition): boolean =>
  one?.id === other.id && one.hash === other.hash;

const keptChanged = (id: string): ChainBreak => ({
  id,
  problem: 'changed',
  why: 'the kept states of the archived events up to it were changed',
});
