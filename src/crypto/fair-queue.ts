import { LRUCache } from 'lru-cache';
import type { HashClass, HashQuotaKey } from '../core/credentials/secret-verifier.js';
import { Refusal } from '../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../core/refusals/retry-after.js';
import type { HashClassLoad, SlowHashQueueLoad } from '../core/shared/service-load.js';

/** After this many turns of linked clients, a hash of another class that waits has one. */
const turnsInARow = 3;

/** How long a quota key that guessed wrong comes after the others; an attacker who goes on renews it. */
const attemptsMs = 10 * 60_000;
const attemptsMax = 10_000;

export interface FairQueueLimits {
  readonly concurrency: number;
  readonly waitingMax: number;
  /** For one quota key, running and waiting. */
  readonly perQuotaKeyMax: number;
}

/** A hash that waits: it gets its turn, or loses its place. */
interface Waiting {
  readonly begin: () => void;
  readonly refuse: (reason: Refusal) => void;
}

/** An account or an address, in one class, that has hashes here. */
interface QuotaKeyQueue {
  readonly key: string;
  readonly hashClass: HashClass;
  readonly waiting: Waiting[];
  running: number;
}

/**
 * Slow hashes that wait for the processor. Attack: a wrong guess costs an attacker nothing, so
 * guesses fill the queue. It is shared among those they come from:
 * - A full queue refuses no newcomer for being late. The class with the most places, and in it the
 *   quota key with the most, loses its newest.
 * - The next turn of a class is for the quota key with the fewest attempts since its last right secret,
 *   which of two that have as many also keeps its place.
 *
 * p-queue limits what runs, and nothing else of this: it gives turns by a number that is known when
 * a hash comes, and its only answer to a full queue is to refuse the newcomer.
 */
export class FairQueue {
  /** In the order in which they had a turn: who had one goes to the end. */
  readonly #queues = new Map<string, QuotaKeyQueue>();
  readonly #attempts = new LRUCache<string, number>({ max: attemptsMax, ttl: attemptsMs });
  readonly #refused: Record<HashClass, number> = { linked: 0, unlinked: 0, user: 0 };
  #running = 0;
  #linkedInARow = 0;
  #lastOther: HashClass = 'user';

  constructor(private readonly limits: FairQueueLimits) {}

  /** Returns how many hashes wait, of all classes together. */
  get waiting(): number {
    return placesOf([...this.#queues.values()]);
  }

  get load(): Pick<SlowHashQueueLoad, 'running' | 'classes'> {
    const of = (hashClass: HashClass): HashClassLoad => ({
      waiting: placesOf(this.queuesOf(hashClass)),
      refused: this.#refused[hashClass],
    });
    return {
      running: this.#running,
      classes: { linked: of('linked'), unlinked: of('unlinked'), user: of('user') },
    };
  }

  /** Runs `hash` when it is its turn. Throws `Refusal('overloaded')` when it gets none. */
  async run<T>(quotaKey: HashQuotaKey, hash: () => Promise<T>): Promise<T> {
    const queue = this.queueOf(quotaKey);
    this.#attempts.set(queue.key, this.attemptsOf(queue) + 1);
    await this.turnOf(queue);
    try {
      return await hash();
    } finally {
      queue.running -= 1;
      this.#running -= 1;
      this.forgetIfIdle(queue);
      this.beginNext();
    }
  }

  /** Forgets the attempts of a quota key that presented a right secret, and got what it asked for. */
  forgetAttempts(quotaKey: HashQuotaKey): void {
    this.#attempts.delete(keyOf(quotaKey));
  }

  private turnOf(queue: QuotaKeyQueue): Promise<void> {
    if (queue.running + queue.waiting.length >= this.limits.perQuotaKeyMax) {
      this.#refused[queue.hashClass] += 1;
      return Promise.reject(overloaded(`${queue.key} has too many slow hashes waiting`));
    }
    const turn = new Promise<void>((resolve, reject) => {
      queue.waiting.push({ begin: resolve, refuse: reject });
    });
    this.beginNext();
    if (this.waiting > this.limits.waitingMax) this.refuseOne();
    return turn;
  }

  private beginNext(): void {
    if (this.#running >= this.limits.concurrency) return;
    const queue = this.nextQueue();
    if (!queue) return;
    this.#queues.delete(queue.key);
    this.#queues.set(queue.key, queue);
    queue.running += 1;
    this.#running += 1;
    queue.waiting.shift()?.begin();
  }

  private nextQueue(): QuotaKeyQueue | undefined {
    const hashClass = this.nextClass();
    if (hashClass === null) return undefined;
    return this.queuesOf(hashClass).reduce((first, one) =>
      this.attemptsOf(one) < this.attemptsOf(first) ? one : first,
    );
  }

  private nextClass(): HashClass | null {
    const waits = (hashClass: HashClass): boolean => this.queuesOf(hashClass).length > 0;
    const inTurn =
      this.#lastOther === 'user' ? (['unlinked', 'user'] as const) : (['user', 'unlinked'] as const);
    const other = inTurn.find(waits);
    if (waits('linked') && (!other || this.#linkedInARow < turnsInARow)) {
      this.#linkedInARow += 1;
      return 'linked';
    }
    this.#linkedInARow = 0;
    this.#lastOther = other ?? this.#lastOther;
    return other ?? null;
  }

  private refuseOne(): void {
    const most = (['user', 'unlinked', 'linked'] as const)
      .map((hashClass) => this.queuesOf(hashClass))
      .reduce((largest, one) => (placesOf(one) > placesOf(largest) ? one : largest));
    // Of two that have the same, the one that came later.
    const queue = most.reduce((largest, one) => (this.compare(one, largest) < 0 ? largest : one));
    queue.waiting.pop()?.refuse(overloaded('the queue of slow hashes is full'));
    this.#refused[queue.hashClass] += 1;
    this.forgetIfIdle(queue);
  }

  private compare(one: QuotaKeyQueue, other: QuotaKeyQueue): number {
    return one.waiting.length - other.waiting.length || this.attemptsOf(one) - this.attemptsOf(other);
  }

  private queueOf(quotaKey: HashQuotaKey): QuotaKeyQueue {
    const key = keyOf(quotaKey);
    const known = this.#queues.get(key);
    if (known) return known;
    const queue = { key, hashClass: quotaKey.hashClass, waiting: [], running: 0 };
    this.#queues.set(key, queue);
    return queue;
  }

  private forgetIfIdle({ key, waiting, running }: QuotaKeyQueue): void {
    if (waiting.length === 0 && running === 0) this.#queues.delete(key);
  }

  private queuesOf(hashClass: HashClass): QuotaKeyQueue[] {
    return [...this.#queues.values()].filter(
      (queue) => queue.hashClass === hashClass && queue.waiting.length > 0,
    );
  }

  private attemptsOf({ key }: QuotaKeyQueue): number {
    return this.#attempts.get(key) ?? 0;
  }
}

/** Users and clients at one address have two quota keys. */
const keyOf = ({ hashClass, chargedTo }: HashQuotaKey): string => `${hashClass} ${chargedTo}`;

const placesOf = (queues: readonly QuotaKeyQueue[]): number =>
  queues.reduce((sum, { waiting }) => sum + waiting.length, 0);

const overloaded = (detail: string): Refusal =>
  new Refusal('overloaded', detail, { retryAfterSeconds: recoveryRetrySeconds });
