import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import PQueue from 'p-queue';
import type { Secret } from '../core/credentials/secret.js';
import type { HashClass, HashQuotaKey } from '../core/credentials/secret-verifier.js';
import { Refusal } from '../core/refusals/refusal.js';
import { recoveryRetrySeconds } from '../core/refusals/retry-after.js';
import { hourMs } from '../core/shared/durations.js';
import type { SlowHashLoad } from '../core/shared/service-load.js';
import type { CustomDigests } from './custom-digests.js';
import { HashQueue, priorityOf } from './hash-queue.js';

/** The hashes that every refusal costs, however many custom secrets the credential has. */
const slots = 2;

/**
 * How long a match is remembered. Merchants come every half hour: two hours outlast some missed
 * rounds, and limit how long a memory lives.
 */
const memoryMs = 2 * hourMs;
const memoriesMax = 10_000;
/** Unlinked clients and users together leave the last quarter of the places to linked clients. */
const sharedByOthers = 3 / 4;
/** Neither of the two takes more, so that a flood of one leaves the other a quarter of the places. */
const shareOfOne = 1 / 2;

export interface SlowHashLimits {
  readonly concurrency: number;
  readonly queueMax: number;
  readonly perQuotaKeyMax: number;
}

/**
 * Runs argon2id behind a bounded queue. A flood of wrong secrets, which would otherwise overload
 * the process, gets a 503. One quota key (address, certificate) can fill only its own share of the
 * queue, and all unlinked clients, or all users, together only theirs.
 */
export class SlowHash {
  readonly #queue: PQueue<HashQueue>;
  /** Digests of other systems that cost much more than ours: one at a time, beside the others. */
  readonly #expensive = new PQueue({ concurrency: 1, queueClass: HashQueue });
  readonly #pending = new Map<string, number>();
  readonly #memories = new LRUCache<string, Buffer>({ max: memoriesMax, ttl: memoryMs });
  readonly #memoryKey = randomBytes(32);

  constructor(
    private readonly digests: CustomDigests,
    private readonly limits: SlowHashLimits,
  ) {
    this.#queue = new PQueue({ concurrency: limits.concurrency, queueClass: HashQueue });
  }

  get load(): SlowHashLoad {
    return {
      running: this.#queue.pending,
      waiting: this.#queue.size,
      waitingMax: this.limits.queueMax,
    };
  }

  /**
   * Returns the digest to store for this secret instead. Returns `null` when this one is current,
   * or when hashes are waiting: clients that wait for an answer come first.
   */
  async renewed(secret: Secret, digest: string): Promise<string | null> {
    if (this.digests.isCurrent(digest) || this.#queue.size > 0) return null;
    return this.#queue.add(() => this.digests.digest(secret), { priority: priorityOf('unlinked') });
  }

  /**
   * Returns the index of the digest that matches, or `null`. A match is remembered, bound to the
   * digest, so that the next check is quick. Without `mayAnswerEarly`, it neither uses that memory
   * nor stops at the match.
   */
  async indexOfMatch(
    secret: Secret,
    digests: readonly string[],
    quotaKey: HashQuotaKey,
    mayRespondEarly: boolean,
  ): Promise<number | null> {
    const remembered = mayRespondEarly ? this.indexOfRemembered(secret, digests) : null;
    if (remembered !== null) return remembered;
    const queue = digests.some((digest) => this.digests.isExpensive(digest)) ? this.#expensive : this.#queue;
    return this.charged(quotaKey, queue, () => this.slowIndexOfMatch(secret, digests, mayRespondEarly));
  }

  /** Returns the index of the digest that this secret is remembered to match, or `null`. */
  indexOfRemembered(secret: Secret, digests: readonly string[]): number | null {
    const index = digests.findIndex((digest) => this.remembers(secret, digest));
    return index < 0 ? null : index;
  }

  private async slowIndexOfMatch(
    secret: Secret,
    digests: readonly string[],
    mayStop: boolean,
  ): Promise<number | null> {
    let match: number | null = null;
    for (let slot = 0; slot < slots; slot += 1) {
      const digest = digests[slot];
      if (!(await this.digests.matches(secret, digest)) || digest === undefined) continue;
      match ??= slot;
      if (!mayStop) continue;
      this.remember(secret, digest);
      return match;
    }
    return match;
  }

  private async charged<T>(
    quotaKey: HashQuotaKey,
    queue: PQueue<HashQueue>,
    work: () => Promise<T>,
  ): Promise<T> {
    const quotaKeys = quotaKeysOf(quotaKey);
    const crowded = quotaKeys.find((name) => (this.#pending.get(name) ?? 0) >= this.limits.perQuotaKeyMax);
    if (crowded !== undefined || this.isFull(queue, quotaKey.hashClass)) {
      const detail = crowded
        ? `${crowded} has too many slow hashes waiting`
        : 'the queue of slow hashes is full';
      throw new Refusal('overloaded', detail, { retryAfterSeconds: recoveryRetrySeconds });
    }
    for (const name of quotaKeys) this.#pending.set(name, (this.#pending.get(name) ?? 0) + 1);
    try {
      return await queue.add(work, { priority: priorityOf(quotaKey.hashClass) });
    } finally {
      for (const name of quotaKeys) this.release(name);
    }
  }

  private isFull(queue: PQueue<HashQueue>, hashClass: HashClass): boolean {
    const { queueMax } = this.limits;
    if (queue.size >= queueMax) return true;
    if (hashClass === 'linked') return false;
    const waiting = (name: HashClass): number => queue.sizeBy({ priority: priorityOf(name) });
    return (
      waiting(hashClass) >= Math.ceil(queueMax * shareOfOne) ||
      waiting('unlinked') + waiting('user') >= Math.ceil(queueMax * sharedByOthers)
    );
  }

  private release(quotaKey: string): void {
    const left = (this.#pending.get(quotaKey) ?? 1) - 1;
    if (left > 0) this.#pending.set(quotaKey, left);
    else this.#pending.delete(quotaKey);
  }

  private remembers(secret: Secret, digest: string): boolean {
    const memory = this.#memories.get(digest);
    return memory !== undefined && timingSafeEqual(memory, this.memoryOf(secret, digest));
  }

  private remember(secret: Secret, digest: string): void {
    this.#memories.set(digest, this.memoryOf(secret, digest));
  }

  /**
   * Computes the remembered value under a random key that exists only in this process, so that
   * values from a memory dump cannot be tested without that key.
   */
  private memoryOf(secret: Secret, digest: string): Buffer {
    return secret.reveal((value) =>
      createHmac('sha256', this.#memoryKey).update(digest).update('\0').update(value).digest(),
    );
  }
}

/**
 * Returns the names that a hash is counted under. Users and unlinked clients behind one address do not
 * use up each other's share, nor that of a linked client there, which is counted by its account.
 */
const quotaKeysOf = ({ hashClass, address, fingerprint, accountId }: HashQuotaKey): string[] =>
  accountId === null
    ? [address, fingerprint].flatMap((name) => (name === null ? [] : `${hashClass} ${name}`))
    : [`${hashClass} account ${accountId}`];
