import type { Timing } from './client-options.js';

/** `IssuedToken`: what a token request returns. */
export interface IssuedToken {
  readonly token: string;
  readonly lifetimeSeconds: number;
}

interface HeldToken {
  readonly token: string;
  readonly renewAtMs: number;
  readonly endsAtMs: number;
}

const earlySeconds = 300;
const jitterSecondsMax = 30;
const pauseAfterFailureMs = 10_000;

/** `TokenCache`: the token of one certificate, in memory only. */
export class TokenCache {
  #held: HeldToken | null = null;
  #asking: Promise<HeldToken> | null = null;
  #pausedUntilMs = 0;

  constructor(
    private readonly request: () => Promise<IssuedToken>,
    private readonly timing: Timing,
    private readonly onProblem: (problem: unknown) => void,
  ) {}

  /** Resolves to a token that is valid; requests one if it is time. */
  async get(): Promise<string> {
    const held = this.#held;
    const nowMs = this.timing.nowMs();
    if (held && nowMs < Math.max(held.renewAtMs, Math.min(this.#pausedUntilMs, held.endsAtMs)))
      return held.token;
    try {
      return (await this.#ask()).token;
    } catch (problem) {
      if (!held || held !== this.#held || this.timing.nowMs() >= held.endsAtMs) throw problem;
      this.#pausedUntilMs = this.timing.nowMs() + pauseAfterFailureMs;
      this.onProblem(problem);
      return held.token;
    }
  }

  /** Forgets the token; if one is named, only while it is the one in use. */
  drop(token?: string): void {
    if (token !== undefined && this.#held?.token !== token) return;
    this.#held = null;
    this.#pausedUntilMs = 0;
    this.#asking = null;
  }

  #ask(): Promise<HeldToken> {
    if (this.#asking) return this.#asking;
    const asking = this.#requestOne()
      .then((held) => {
        // A token whose request began before drop() was requested with what has been replaced since.
        if (this.#asking === asking) this.#held = held;
        return held;
      })
      .finally(() => {
        if (this.#asking === asking) this.#asking = null;
      });
    this.#asking = asking;
    return asking;
  }

  async #requestOne(): Promise<HeldToken> {
    const askedAtMs = this.timing.nowMs();
    const { token, lifetimeSeconds } = await this.request();
    const renewAfter = Math.max(lifetimeSeconds - earlySeconds, lifetimeSeconds / 2);
    const jitter = this.timing.random() * Math.min(jitterSecondsMax, lifetimeSeconds / 20);
    return {
      token,
      renewAtMs: askedAtMs + 1000 * (renewAfter - jitter),
      endsAtMs: askedAtMs + 1000 * lifetimeSeconds,
    };
  }
}
