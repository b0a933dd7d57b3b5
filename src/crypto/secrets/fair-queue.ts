import { LRUCache } from 'lru-cache';
import { Refusal } from '../../core/refusals/refusal.js';

/** How long a quota key that guessed wrong comes after the others; an attacker who goes on renews it. */
const attemptsMs = 10 * 60_000;
const attemptsMax = 10_000;

/** A class of work, with a share of the queue of its own. */
export interface WorkClass<Name extends string> {
  readonly name: Name;
  /** After so many turns of this class, work of a later class that waits has one. */
  readonly turnsInARow: number;
}

/** What a piece of work counts against: the quota of an account or an address, in one class. */
export interface QueueQuotaKey<Name extends string> {
  readonly workClass: Name;
  readonly quotaOwner: string;
}

export interface FairQueueSettings<Name extends string> {
  /** The first comes first. */
  readonly classes: readonly WorkClass<Name>[];
  readonly concurrency: number;
  readonly waitingMax: number;
  /** For one quota key, running and waiting. */
  readonly perQuotaKeyMax: number;
  /** What waits, for the private detail of a refusal. */
  readonly what: string;
  readonly retryAfterSeconds: number;
}

export interface ClassLoad {
  readonly waiting: number;
  /** Since the start: what came when the queue was full, or lost its place in it. */
  readonly refused: number;
}

/** Work that waits: it gets its turn, or loses its place. */
interface Waiting {
  readonly begin: () => void;
  readonly refuse: (reason: Refusal) => void;
}

/** An account or an address, in one class, that has work here. */
interface QuotaKeyQueue<Name extends string> {
  readonly key: string;
  readonly workClass: Name;
  readonly waiting: Waiting[];
  running: number;
}

/**
 * Work that waits for what few may use at once: slow hashes for the processor, statements of users
 * for the database. Attack: a wrong guess costs an attacker nothing, so guesses fill the queue. It is
 * shared among those they come from:
 * - A full queue refuses no newcomer for being late. The class with the most places, and in it the
 *   quota key with the most, loses its newest.
 * - The next turn of a class is for the quota key with the fewest attempts since its last right secret,
 *   which of two that have as many also keeps its place.
 *
 * p-queue limits what runs, and nothing else of this: it gives turns by a number that is known when
 * work comes, and its only answer to a full queue is to refuse the newcomer.
 */
export class FairQueue<Name extends string> {
  /** In the order in which they had a turn: who had one goes to the end. */
  readonly #queues = new Map<string, QuotaKeyQueue<Name>>();
  readonly #attempts = new LRUCache<string, number>({ max: attemptsMax, ttl: attemptsMs });
  readonly #refused = new Map<Name, number>();
  /** Turns of a class since a later one had its turn. */
  readonly #inARow = new Map<Name, number>();
  #running = 0;

  constructor(private readonly settings: FairQueueSettings<Name>) {}

  /** Returns how much waits, of all classes together. */
  get waiting(): number {
    return placesOf([...this.#queues.values()]);
  }

  get running(): number {
    return this.#running;
  }

  loadOf(workClass: Name): ClassLoad {
    return {
      waiting: placesOf(this.queuesOf(workClass)),
      refused: this.#refused.get(workClass) ?? 0,
    };
  }

  /** Runs `work` when it is its turn. Throws `Refusal('overloaded')` when it gets none. */
  async run<T>(quotaKey: QueueQuotaKey<Name>, work: () => Promise<T>): Promise<T> {
    const queue = this.queueOf(quotaKey);
    this.#attempts.set(queue.key, this.attemptsOf(queue) + 1);
    await this.turnOf(queue);
    try {
      return await work();
    } finally {
      queue.running -= 1;
      this.#running -= 1;
      this.forgetIfIdle(queue);
      this.beginNext();
    }
  }

  /** Forgets the attempts of a quota key that presented a right secret, and got what it asked for. */
  forgetAttempts(quotaKey: QueueQuotaKey<Name>): void {
    this.#attempts.delete(keyOf(quotaKey));
  }

  private turnOf(queue: QuotaKeyQueue<Name>): Promise<void> {
    if (queue.running + queue.waiting.length >= this.settings.perQuotaKeyMax) {
      this.countRefused(queue);
      return Promise.reject(this.overloaded(`${queue.key} has too many waiting`));
    }
    const turn = new Promise<void>((resolve, reject) => {
      queue.waiting.push({ begin: resolve, refuse: reject });
    });
    this.beginNext();
    if (this.waiting > this.settings.waitingMax) this.refuseOne();
    return turn;
  }

  private beginNext(): void {
    if (this.#running >= this.settings.concurrency) return;
    const queue = this.nextQueue();
    if (!queue) return;
    this.#queues.delete(queue.key);
    this.#queues.set(queue.key, queue);
    queue.running += 1;
    this.#running += 1;
    queue.waiting.shift()?.begin();
  }

  private nextQueue(): QuotaKeyQueue<Name> | undefined {
    const workClass = this.nextClass();
    if (workClass === null) return undefined;
    return this.queuesOf(workClass).reduce((first, one) =>
      this.attemptsOf(one) < this.attemptsOf(first) ? one : first,
    );
  }

  private nextClass(): Name | null {
    const waiting = this.settings.classes.filter(({ name }) => this.queuesOf(name).length > 0);
    for (const { name, turnsInARow } of this.settings.classes) {
      const inARow = this.#inARow.get(name) ?? 0;
      const isLast = waiting.at(-1)?.name === name;
      if (waiting.some((one) => one.name === name) && (isLast || inARow < turnsInARow)) {
        this.#inARow.set(name, inARow + 1);
        return name;
      }
      this.#inARow.set(name, 0);
    }
    return null;
  }

  private refuseOne(): void {
    const most = this.settings.classes
      .map(({ name }) => this.queuesOf(name))
      // Of two classes that have the same, the one that comes later.
      .reduce((largest, one) => (placesOf(one) < placesOf(largest) ? largest : one));
    // Of two that have the same, the one that came later.
    const queue = most.reduce((largest, one) => (this.compare(one, largest) < 0 ? largest : one));
    queue.waiting.pop()?.refuse(this.overloaded('the queue is full'));
    this.countRefused(queue);
    this.forgetIfIdle(queue);
  }

  private compare(one: QuotaKeyQueue<Name>, other: QuotaKeyQueue<Name>): number {
    return one.waiting.length - other.waiting.length || this.attemptsOf(one) - this.attemptsOf(other);
  }

  private queueOf(quotaKey: QueueQuotaKey<Name>): QuotaKeyQueue<Name> {
    const key = keyOf(quotaKey);
    const known = this.#queues.get(key);
    if (known) return known;
    const queue = { key, workClass: quotaKey.workClass, waiting: [], running: 0 };
    this.#queues.set(key, queue);
    return queue;
  }

  private forgetIfIdle({ key, waiting, running }: QuotaKeyQueue<Name>): void {
    if (waiting.length === 0 && running === 0) this.#queues.delete(key);
  }

  private queuesOf(workClass: Name): QuotaKeyQueue<Name>[] {
    return [...this.#queues.values()].filter(
      (queue) => queue.workClass === workClass && queue.waiting.length > 0,
    );
  }

  private attemptsOf({ key }: QuotaKeyQueue<Name>): number {
    return this.#attempts.get(key) ?? 0;
  }

  private countRefused({ workClass }: QuotaKeyQueue<Name>): void {
    this.#refused.set(workClass, this.loadOf(workClass).refused + 1);
  }

  private overloaded(detail: string): Refusal {
    const { what, retryAfterSeconds } = this.settings;
    return new Refusal('overloaded', `${what}: ${detail}`, { retryAfterSeconds });
  }
}

/** One address in two classes is two quota keys. */
const keyOf = ({ workClass, quotaOwner }: QueueQuotaKey<string>): string => `${workClass} ${quotaOwner}`;

const placesOf = (queues: readonly QuotaKeyQueue<string>[]): number =>
  queues.reduce((sum, { waiting }) => sum + waiting.length, 0);
