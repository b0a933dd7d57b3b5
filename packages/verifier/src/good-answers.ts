import { createHash } from 'node:crypto';

const entriesMax = 10_000;

/** Tokens of which the gateway said a moment ago that they are good. What it says no to is never kept. */
export class GoodAnswers {
  /** Digest of a token, to when its answer ends. The token itself is not kept. */
  readonly #endsAtMs = new Map<string, number>();

  constructor(private readonly keepMs: number) {}

  has(token: string, nowMs: number): boolean {
    return this.keepMs > 0 && (this.#endsAtMs.get(digestOf(token)) ?? -Infinity) > nowMs;
  }

  /** `askedAtMs`: when it was asked, since what happened after that is not in the answer. */
  add(token: string, askedAtMs: number): void {
    if (this.keepMs === 0) return;
    const digest = digestOf(token);
    // Once more at the end, so that the first one is always the oldest.
    this.#endsAtMs.delete(digest);
    this.#endsAtMs.set(digest, askedAtMs + this.keepMs);
    const [oldest] = this.#endsAtMs.keys();
    if (this.#endsAtMs.size > entriesMax && oldest !== undefined) this.#endsAtMs.delete(oldest);
  }
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('base64url');
