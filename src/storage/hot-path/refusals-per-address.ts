import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { dayMs, type Stopwatch } from '../../core/shared/durations.js';

/** Some 9 MB of refusals a day of one address, kept for PORTARIA_REFUSAL_DAYS. */
const perDayMax = 20_000;
const networksMax = 100_000;
/** Of eight in an IPv6 address: a /64, which one host has as a whole. */
const groupsOfNetwork = 4;

/**
 * Limits how many refusals of one address are recorded each day, in this process. Attack: one
 * address that is refused as often as the rate limits allow fills the disk, and a full disk ends
 * issuing.
 */
export class RefusalsPerAddress {
  /**
   * The network that was silent longest goes first. An attacker with many addresses can make the
   * memory neither grow nor forget the one that is refused all the time.
   */
  readonly #counts: LRUCache<string, number>;
  #dayStartedMs: number;

  constructor(
    private readonly stopwatch: Stopwatch,
    private readonly max = perDayMax,
    remembered = networksMax,
  ) {
    this.#counts = new LRUCache({ max: remembered });
    this.#dayStartedMs = stopwatch();
  }

  /** Counts one refusal. Returns whether it may be recorded. */
  admits(address: string | null): boolean {
    if (address === null) return true;
    if (this.stopwatch() - this.#dayStartedMs >= dayMs) {
      this.#counts.clear();
      this.#dayStartedMs = this.stopwatch();
    }
    const key = networkOf(address);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    return count <= this.max;
  }
}

/**
 * Returns what an address is counted under: itself, or the /64 of an IPv6 address. An IPv4 address
 * that is mapped into IPv6 is that IPv4 address.
 */
export const networkOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv6
    ? parsed.parts
        .slice(0, groupsOfNetwork)
        .map((group) => group.toString(16))
        .join(':')
    : parsed.toString();
};
