import type { Queue, QueueAddOptions } from 'p-queue';
import { type HashClass, hashClasses } from '../core/credentials/secret-verifier.js';

/** After this many turns of linked clients, a hash of another class that waits has one. */
const turnsInARow = 3;

type Run = () => Promise<unknown>;

/** Returns the class of a slow hash as p-queue takes it: a number. */
export const priorityOf = (hashClass: HashClass): number => hashClasses.indexOf(hashClass);

const classOf = ({ priority }: Readonly<Partial<QueueAddOptions>>): HashClass =>
  hashClasses[priority ?? 0] ?? 'unlinked';

/**
 * The order of waiting slow hashes. Linked clients come first, and cannot keep the others out for
 * ever. Unlinked clients and users take turns, so that a flood of guesses at passwords does not keep
 * a client waiting, and a flood of guesses at secrets no user.
 */
export class HashQueue implements Queue<Run, QueueAddOptions> {
  readonly #waiting: Readonly<Record<HashClass, Run[]>> = { unlinked: [], user: [], linked: [] };
  #linkedInARow = 0;
  #lastOther: HashClass = 'user';

  get size(): number {
    return hashClasses.reduce((sum, name) => sum + this.sizeOf(name), 0);
  }

  sizeOf(hashClass: HashClass): number {
    return this.#waiting[hashClass].length;
  }

  enqueue(run: Run, options: Readonly<Partial<QueueAddOptions>> = {}): void {
    this.#waiting[classOf(options)].push(run);
  }

  dequeue(): Run | undefined {
    const other = this.nextOther();
    if (this.sizeOf('linked') > 0 && (other === null || this.#linkedInARow < turnsInARow)) {
      this.#linkedInARow += 1;
      return this.#waiting.linked.shift();
    }
    if (other === null) return undefined;
    this.#linkedInARow = 0;
    this.#lastOther = other;
    return this.#waiting[other].shift();
  }

  filter(options: Readonly<Partial<QueueAddOptions>>): Run[] {
    return [...this.#waiting[classOf(options)]];
  }

  /** The class of a hash is known when it is added. */
  setPriority(): void {
    throw new Error('a slow hash does not change its class');
  }

  private nextOther(): HashClass | null {
    const inTurn = (['unlinked', 'user'] as const).filter((name) => this.sizeOf(name) > 0);
    return inTurn.find((name) => name !== this.#lastOther) ?? inTurn[0] ?? null;
  }
}
