import { type AuditEvent, type AuditPosition, emptyAuditPosition } from '../../core/audit/audit-event.js';
import type { AuditHasher } from '../../core/audit/audit-hasher.js';
import { invalid } from '../fields.js';

/** The first event at which the chain is broken. */
export interface ChainBreak {
  readonly id: string;
  readonly problem: 'changed' | 'removed' | 'inserted';
  /** The evidence, in words that follow the problem. */
  readonly why: string;
}

/**
 * Follows the chain of the audit trail from its first event, or from one that was archived. It keeps
 * two events in memory at a time.
 */
export class AuditChain {
  #last: AuditPosition;
  #oneBefore: AuditPosition | null = null;
  #checkpointAt: string | null = null;

  constructor(
    private readonly hasher: AuditHasher,
    /**
     * The head that an operator kept from an earlier verification, which the trail must still contain;
     * `null` when there is none.
     */
    private readonly checkpoint: AuditPosition | null,
    /** The event before the first one that is replayed. */
    begin: AuditPosition = emptyAuditPosition,
  ) {
    this.#last = begin;
  }

  /** The last event that was intact. */
  get head(): AuditPosition {
    return this.#last;
  }

  /** When the event of the checkpoint was recorded; `null` until it was replayed. */
  get checkpointAt(): string | null {
    return this.#checkpointAt;
  }

  /** The id that the next event must have. */
  get nextId(): string {
    return String(BigInt(this.#last.id) + 1n);
  }

  /** Takes the next event. Returns what is wrong with it or with the one before it, or `null`. */
  next(event: AuditEvent): ChainBreak | null {
    const broken = this.outOfOrder(event) ?? this.outOfChain(event) ?? this.differsFromCheckpoint(event);
    if (broken) return broken;
    this.#oneBefore = this.#last;
    this.#last = { id: event.id, hash: event.hash };
    if (event.id === this.checkpoint?.id) this.#checkpointAt = event.at;
    return null;
  }

  /** Checks that the head names the last event, because no event follows. */
  end(head: AuditPosition | null): ChainBreak | null {
    const { id } = this.#last;
    const end = BigInt(id);
    if (!head) return removed(this.nextId, 'no record says where the trail ends');
    if (BigInt(head.id) > end)
      return removed(this.nextId, `the trail ends at ${id}, but its head names ${head.id}`);
    if (BigInt(head.id) < end) {
      return inserted(
        String(BigInt(head.id) + 1n),
        `it is after the head of the trail, which names ${head.id}`,
      );
    }
    if (head.hash !== this.#last.hash) return changed(id, 'the head of the trail has a different hash');
    const lacksCheckpoint = this.checkpoint !== null && BigInt(this.checkpoint.id) > end;
    return lacksCheckpoint
      ? removed(this.nextId, `event ${this.checkpoint.id} is in the checkpoint, but not in the trail`)
      : null;
  }

  private outOfOrder({ id }: AuditEvent): ChainBreak | null {
    const expected = BigInt(this.nextId);
    if (BigInt(id) > expected) return removed(this.nextId, `event ${id} follows event ${this.#last.id}`);
    return BigInt(id) < expected ? inserted(id, 'its number is out of order') : null;
  }

  private outOfChain(event: AuditEvent): ChainBreak | null {
    const { id, hash, previousHash } = event;
    const hashed = this.hasher.hash(event) === hash;
    if (previousHash === this.#last.hash) {
      return hashed ? null : changed(id, 'its hash does not match its content');
    }
    const { id: lastId } = this.#last;
    if (previousHash === this.#oneBefore?.hash) {
      return inserted(lastId, `event ${id} carries the hash of the event before it`);
    }
    // The event's own hash is right, so it followed another event than the one that is before it
    // now.
    return hashed && this.#oneBefore
      ? changed(lastId, `its hash was rewritten: event ${id} has a different one`)
      : changed(id, 'it does not carry the hash of the event before it');
  }

  /**
   * An attacker who can change every event and the head can make a consistent chain, but not one
   * that contains the checkpoint's event.
   */
  private differsFromCheckpoint({ id, hash }: AuditEvent): ChainBreak | null {
    if (id !== this.checkpoint?.id || hash === this.checkpoint.hash) return null;
    return changed(id, 'the checkpoint has a different hash: the chain was rewritten');
  }
}

const changed = (id: string, why: string): ChainBreak => ({ id, problem: 'changed', why });
const removed = (id: string, why: string): ChainBreak => ({ id, problem: 'removed', why });
const inserted = (id: string, why: string): ChainBreak => ({ id, problem: 'inserted', why });

/**
 * Compares the checkpoint's event with the event before the first one that is replayed. Throws
 * `ManagementError('invalid')` when the checkpoint is older, since it will not be seen.
 */
export const checkpointProblem = (
  checkpoint: AuditPosition | null,
  begin: AuditPosition,
): ChainBreak | null => {
  if (checkpoint === null || BigInt(checkpoint.id) > BigInt(begin.id)) return null;
  if (checkpoint.id !== begin.id)
    throw invalid(
      'checkpoint',
      `event ${checkpoint.id} is archived. Add the archive that has it (--archive)`,
    );
  return checkpoint.hash === begin.hash
    ? null
    : changed(checkpoint.id, 'the checkpoint has a different hash: the chain was rewritten');
};
