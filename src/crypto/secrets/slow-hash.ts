import { randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Secret } from '../../core/credentials/secret.js';
import {
  type HashClass,
  type HashQueueName,
  hashQueues,
  type HashQuotaKey,
} from '../../core/credentials/secret-verifier.js';
import { recoveryRetrySeconds } from '../../core/refusals/retry-after.js';
import { hourMs } from '../../core/shared/durations.js';
import type { SlowHashLoad } from '../../core/shared/service-load.js';
import { hmacKey, hmacSha256 } from '../hmac.js';
import type { CustomDigests } from './custom-digests.js';
import { FairQueue, type QueueQuotaKey } from './fair-queue.js';

/** The hashes that every refusal costs, however many custom secrets the credential has. */
const slots = 2;

/**
 * How long a match is remembered. Merchants come every half hour: two hours outlast some missed
 * rounds, and limit how long a match is believed.
 */
const matchCacheMs = 2 * hourMs;
const matchCacheMax = 10_000;

/** Renewed digests have a quota key of their own, which has no right secret to forget its attempts for. */
const upgrades: HashQuotaKey = { queue: 'merchants', hashClass: 'unlinked', quotaOwner: 'upgrades' };

export interface SlowHashLimits {
  readonly concurrency: number;
  readonly queueMax: number;
  readonly perQuotaKeyMax: number;
}

/** Linked clients have three of four turns, and the other classes take turns at the fourth. */
const classes = [
  { name: 'linked', turnsInARow: 3 },
  { name: 'unlinked', turnsInARow: 1 },
  { name: 'user', turnsInARow: 1 },
] as const;

/** The queues of one listener. */
interface Queues {
  readonly ours: FairQueue<HashClass>;
  /** For digests of other systems that cost much more than ours: one at a time, beside the others. */
  readonly expensive: FairQueue<HashClass>;
}

/**
 * Runs argon2id behind bounded queues. A flood of wrong secrets, which would otherwise overload the
 * process, gets a 503; `FairQueue` says whose.
 */
export class SlowHash {
  readonly #queues: Readonly<Record<HashQueueName, Queues>>;
  readonly #matchCache = new LRUCache<string, Buffer>({ max: matchCacheMax, ttl: matchCacheMs });
  readonly #matchMacKey = hmacKey(randomBytes(32));

  constructor(
    private readonly digests: CustomDigests,
    private readonly limits: SlowHashLimits,
  ) {
    const queuesOf = (concurrency: number): Queues => ({
      ours: slowHashQueue(limits, concurrency),
      expensive: slowHashQueue(limits, 1),
    });
    this.#queues = { merchants: queuesOf(limits.concurrency), operators: queuesOf(1) };
  }

  get load(): SlowHashLoad {
    const queues = hashQueues.flatMap((queue) => {
      const { ours, expensive } = this.#queues[queue];
      return [
        { queue, expensive: false, ...loadOf(ours) },
        { queue, expensive: true, ...loadOf(expensive) },
      ];
    });
    return { waitingMax: this.limits.queueMax, queues };
  }

  /**
   * Returns the digest to store for this secret instead. Returns `null` when this one is current,
   * or when hashes are waiting: clients that wait for an answer come first.
   */
  async upgradedDigest(secret: Secret, digest: string): Promise<string | null> {
    const { ours } = this.#queues.merchants;
    if (this.digests.isCurrent(digest) || ours.waiting > 0) return null;
    return ours.run(queueQuotaKeyOf(upgrades), () => this.digests.digest(secret));
  }

  /**
   * Returns the index of the digest that matches, or `null`. A match is remembered, bound to the
   * digest, so that the next check is quick. Without `mayRespondEarly`, it neither uses that cache
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
    const { ours, expensive } = this.#queues[quotaKey.queue];
    const queue = digests.some((digest) => this.digests.isExpensive(digest)) ? expensive : ours;
    const match = await queue.run(queueQuotaKeyOf(quotaKey), () =>
      this.slowIndexOfMatch(secret, digests, mayRespondEarly),
    );
    // Not for a right secret that is refused: the next turn would tell an attacker that it is right.
    if (match !== null && mayRespondEarly) queue.forgetAttempts(queueQuotaKeyOf(quotaKey));
    return match;
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

  private remembers(secret: Secret, digest: string): boolean {
    const cached = this.#matchCache.get(digest);
    return cached !== undefined && timingSafeEqual(cached, this.matchMacOf(secret, digest));
  }

  private remember(secret: Secret, digest: string): void {
    this.#matchCache.set(digest, this.matchMacOf(secret, digest));
  }

  /**
   * Computes the cached HMAC of a match under a random key that exists only in this process, so that
   * values from a memory dump cannot be tested without that key.
   */
  private matchMacOf(secret: Secret, digest: string): Buffer {
    return secret.reveal((value) => hmacSha256(this.#matchMacKey, digest, '\0', value));
  }
}

/** Makes a queue of slow hashes, of which `concurrency` run at once. */
export const slowHashQueue = (
  { queueMax: waitingMax, perQuotaKeyMax }: Omit<SlowHashLimits, 'concurrency'>,
  concurrency: number,
): FairQueue<HashClass> =>
  new FairQueue({
    ...{ classes, concurrency, waitingMax, perQuotaKeyMax },
    ...{ what: 'slow hashes', retryAfterSeconds: recoveryRetrySeconds },
  });

const loadOf = (queue: FairQueue<HashClass>) => ({
  running: queue.running,
  classes: {
    linked: queue.loadOf('linked'),
    unlinked: queue.loadOf('unlinked'),
    user: queue.loadOf('user'),
  },
});

const queueQuotaKeyOf = ({ hashClass, quotaOwner }: HashQuotaKey): QueueQuotaKey<HashClass> => ({
  workClass: hashClass,
  quotaOwner,
});
