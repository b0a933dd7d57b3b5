import { dayMs, type Stopwatch } from '../../core/shared/durations.js';

/** Some 9 MB of refusals a day of one address, kept for PORTARIA_REFUSAL_DAYS. */
const perDayMax = 20_000;
const addressesMax = 100_000;
const mappedPrefix = '::ffff:';

/**
 * Limits how many refusals of one address are recorded each day, in this process. Attack: one
 * address that is refused as often as the rate limits allow fills the disk, and a full disk ends
 * issuing.
 */
export class RefusalsPerAddress {
  readonly #counts = new Map<string, number>();
  #dayStartedMs: number;

  constructor(
    private readonly stopwatch: Stopwatch,
    private readonly max = perDayMax,
  ) {
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
    // The oldest goes: the memory must not grow with the addresses of an attacker.
    if (this.#counts.size > addressesMax) this.#forgetOldest();
    return count <= this.max;
  }

  #forgetOldest(): void {
    for (const oldest of this.#counts.keys()) {
      this.#counts.delete(oldest);
      return;
    }
  }
}

/** One host with IPv6 has a whole /64 of addresses. */
export const networkOf = (address: string): string => {
  const plain = address.toLowerCase();
  if (plain.startsWith(mappedPrefix) && plain.includes('.')) return plain.slice(mappedPrefix.length);
  if (!plain.includes(':')) return plain;
  const [head = '', tail] = plain.split('::');
  const front = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - front.length - (tail === '' ? 0 : tail.split(':').length);
  const groups = [...front, ...Array.from({ length: missing }, () => '0'), ...(tail ?? '').split(':')];
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':');
};
