import { LRUCache } from 'lru-cache';
import { dayMs, type MonotonicClock } from '../../core/shared/durations.js';
import { networkOf } from '../../core/shared/network-of.js';

/** Some 9 MB of refusals a day of one address, kept for PORTARIA_REFUSAL_RETENTION_DAYS. */
const perDayMax = 20_000;
const networksMax = 100_000;

/**
 * Limits how many refusals of one address, or of one account, are recorded each day, in this
 * process. Attack: one address that is refused as often as the rate limits allow fills the disk, and
 * a full disk ends issuing.
 */
export class DailyRefusalLimit {
  /**
   * The network that was silent longest goes first. An attacker with many addresses can make the
   * memory neither grow nor forget the one that is refused all the time.
   */
  readonly #counts: LRUCache<string, number>;
  #dayStartedMs: number;

  constructor(
    private readonly monotonicClock: MonotonicClock,
    private readonly max = perDayMax,
    remembered = networksMax,
  ) {
    this.#counts = new LRUCache({ max: remembered });
    this.#dayStartedMs = monotonicClock();
  }

  /** Counts one refusal. Returns whether it may be recorded. */
  admits(addressOrAccount: string | null): boolean {
    if (addressOrAccount === null) return true;
    if (this.monotonicClock() - this.#dayStartedMs >= dayMs) {
      this.#counts.clear();
      this.#dayStartedMs = this.monotonicClock();
    }
    const key = networkOf(addressOrAccount);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= this.max;
  }
}
