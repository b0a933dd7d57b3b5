import { LRUCache } from 'lru-cache';
import type { HashClass, HashQuotaKey } from '../core/credentials/secret-verifier.js';
import { Refusal } from '../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../core/refusals/retry-after.js';
import type { HashClassLoad, SlowHashQueueLoad } from '../core/shared/service-load.js';

/** After this many turns of linked clients, a hash of another class that waits has one. */
const turnsInARow = 3;

/** How long a source that guessed wrong comes after the others; an attacker who goes on renews it. */
const attemptsMs = 10 * 60_000;
const attemptsMax = 10_000;

export interface FairQueueLimits {
  readonly concurrency: number;
  readonly waitingMax: number;
  /** For one source, running and waiting. */
  readonly perSourceMax: number;
}

/** A hash that waits: it gets its turn, or loses its place. */
interface Waiting {
  readonly begin: () => void;
  readonly refuse: (reason: Refusal) => void;
}

/** An account or an address, in one class, that has hashes here. */
interface Source {
  readonly key: string;
  readonly hashClass: HashClass;
  readonly waiting: Waiting[];
  running: number;
}

/**
 * Slow hashes that wait for the processor. Attack: a wrong guess costs an attacker nothing, so
 * guesses fill the queue. It is shared among those they come from:
 * - A full queue refuses no newcomer for being late. The class with the most places, and in it the
 *   source with the most, loses its newest.
 * - The next turn of a class is for the source with the fewest attempts since its last right secret,
 *   which of two that have as many also keeps its place.
 *
 * p-queue limits what runs, and nothing else of this: it gives turns by a number that is known when
 * a hash comes, and its only answer to a full queue is to refuse the newcomer.
 */
export class FairQueue {
  /** In the order in which they had a turn: who had one goes to the end. */
  readonly #sources = new Map<string, Source>();
  readonly #attempts = new LRUCache<string, number>({ max: attemptsMax, ttl: attemptsMs });
  readonly #refused: Record<HashClass, number> = { linked: 0, unlinked: 0, user: 0 };
  #running = 0;
  #linkedInARow = 0;
  #lastOther: HashClass = 'user';

  constructor(private readonly limits: FairQueueLimits) {}

  /** Returns how many hashes wait, of all classes together. */
  get waiting(): number {
    return placesOf([...this.#sources.values()]);
  }

  get load(): Pick<SlowHashQueueLoad, 'running' | 'classes'> {
    const of = (hashClass: HashClass): HashClassLoad => ({
      waiting: placesOf(this.sourcesOf(hashClass)),
      refused: this.#refused[hashClass],
    });
    return {
      running: this.#running,
      classes: { linked: of('linked'), unlinked: of('unlinked'), user: of('user') },
    };
  }

  /** Runs `hash` when it is its turn. Throws `Refusal('overloaded')` when it gets none. */
  async run<T>(quotaKey: HashQuotaKey, hash: () => Promise<T>): Promise<T> {
    const source = this.sourceOf(quotaKey);
    this.#attempts.set(source.key, this.attemptsOf(source) + 1);
    await this.turnOf(source);
    try {
      return await hash();
    } finally {
      source.running -= 1;
      this.#running -= 1;
      this.forgetIfIdle(source);
      this.beginNext();
    }
  }

  /** Forgets the attempts of a source that presented a right secret, and got what it asked for. */
  forgetAttempts(quotaKey: HashQuotaKey): void {
    this.#attempts.delete(keyOf(quotaKey));
  }

  private turnOf(source: Source): Promise<void> {
    if (source.running + source.waiting.length >= this.limits.perSourceMax) {
      this.#refused[source.hashClass] += 1;
      return Promise.reject(overloaded(`${source.key} has too many slow hashes waiting`));
    }
    const turn = new Promise<void>((resolve, reject) => {
      source.waiting.push({ begin: resolve, refuse: reject });
    });
    this.beginNext();
    if (this.waiting > this.limits.waitingMax) this.refuseOne();
    return turn;
  }

  private beginNext(): void {
    if (this.#running >= this.limits.concurrency) return;
    const source = this.nextSource();
    if (!source) return;
    this.#sources.delete(source.key);
    this.#sources.set(source.key, source);
    source.running += 1;
    this.#running += 1;
    source.waiting.shift()?.begin();
  }

  private nextSource(): Source | undefined {
    const hashClass = this.nextClass();
    if (hashClass === null) return undefined;
    return this.sourcesOf(hashClass).reduce((first, one) =>
      this.attemptsOf(one) < this.attemptsOf(first) ? one : first,
    );
  }

  private nextClass(): HashClass | null {
    const waits = (hashClass: HashClass): boolean => this.sourcesOf(hashClass).length > 0;
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
      .map((hashClass) => this.sourcesOf(hashClass))
      .reduce((largest, one) => (placesOf(one) > placesOf(largest) ? one : largest));
    // Of two that have the same, the one that came later.
    const source = most.reduce((largest, one) => (this.compare(one, largest) < 0 ? largest : one));
    source.waiting.pop()?.refuse(overloaded('the queue of slow hashes is full'));
    this.#refused[source.hashClass] += 1;
    this.forgetIfIdle(source);
  }

  private compare(one: Source, other: Source): number {
    return one.waiting.length - other.waiting.length || this.attemptsOf(one) - this.attemptsOf(other);
  }

  private sourceOf(quotaKey: HashQuotaKey): Source {
    const key = keyOf(quotaKey);
    const known = this.#sources.get(key);
    if (known) return known;
    const source = { key, hashClass: quotaKey.hashClass, waiting: [], running: 0 };
    this.#sources.set(key, source);
    return source;
  }

  private forgetIfIdle({ key, waiting, running }: Source): void {
    if (waiting.length === 0 && running === 0) this.#sources.delete(key);
  }

  private sourcesOf(hashClass: HashClass): Source[] {
    return [...this.#sources.values()].filter(
      (source) => source.hashClass === hashClass && source.waiting.length > 0,
    );
  }

  private attemptsOf({ key }: Source): number {
    return this.#attempts.get(key) ?? 0;
  }
}

/** Users and clients at one address are two sources. */
const keyOf = ({ hashClass, chargedTo }: HashQuotaKey): string => `${hashClass} ${chargedTo}`;

const placesOf = (sources: readonly Source[]): number =>
  sources.reduce((sum, { waiting }) => sum + waiting.length, 0);

const overloaded = (detail: string): Refusal =>
  new Refusal('overloaded', detail, { retryAfterSeconds: recoveryRetrySeconds });
