import type { Queue, QueueAddOptions } from 'p-queue';

/** The class of a slow hash: what NGINX verified and is linked to the client comes first. */
export const linkedPriority = 1;
export const unlinkedPriority = 0;

/** After this many turns of linked clients, an unlinked one that waits has one. */
const turnsInARow = 3;

type Run = () => Promise<unknown>;

/**
 * The order of waiting slow hashes. Unlinked clients with throw-away certificates cannot keep linked
 * clients waiting, and linked clients cannot keep the others out for ever.
 */
export class TwoClassQueue implements Queue<Run, QueueAddOptions> {
  readonly #linked: Run[] = [];
  readonly #unlinked: Run[] = [];
  #inARow = 0;

  get size(): number {
    return this.#linked.length + this.#unlinked.length;
  }

  enqueue(run: Run, options?: Partial<QueueAddOptions>): void {
    (options?.priority === linkedPriority ? this.#linked : this.#unlinked).push(run);
  }

  dequeue(): Run | undefined {
    const unlinkedTurn = this.#linked.length === 0 || this.#inARow >= turnsInARow;
    if (unlinkedTurn && this.#unlinked.length > 0) {
      this.#inARow = 0;
      return this.#unlinked.shift();
    }
    this.#inARow += 1;
    return this.#linked.shift();
  }

  filter(options: Readonly<Partial<QueueAddOptions>>): Run[] {
    return [...(options.priority === linkedPriority ? this.#linked : this.#unlinked)];
  }

  /** The class of a hash is known when it is added. */
  setPriority(): void {
    throw new Error('a slow hash does not change its class');
  }
}
