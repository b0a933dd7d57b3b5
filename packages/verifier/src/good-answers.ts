import { createHash } from 'node:crypto';

const entriesMax = 10_000;

/**
 * Remembers tokens that the gateway has just reported as valid. A negative answer is never kept.
 */
export class GoodAnswers {
  /**
   * The digest of each token, with the time at which its answer ends. The token itself is not kept.
   */
  readonly #endsAtMs = new Map<string, number>();

  constructor(private readonly keepMs: number) {}

  has(token: string, nowMs: number): boolean {
    return this.keepMs > 0 && (this.#endsAtMs.get(digestOf(token)) ?? -Infinity) > nowMs;
  }

  /**
   * Keeps an answer. `askedAtMs` is the time of the question, because the answer knows of nothing
   * that happened later.
   */
  add(token: string, askedAtMs: number): void {
    if (this.keepMs === 0) return;
    const digest = digestOf(token);
    // The entry is inserted again at the end, so that the first one is always the oldest.
    this.#endsAtMs.delete(digest);
    this.#endsAtMs.set(digest, askedAtMs + this.keepMs);
    const [oldest] = this.#endsAtMs.keys();
    if (this.#endsAtMs.size > entriesMax && oldest !== undefined) this.#endsAtMs.delete(oldest);
  }
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
