import type { SamplingConfig } from '../../config/trace-config.js';

/** How many requests are followed because their callers sampled them. */
const followedPerSecondMax = 10;

/** What a `traceparent` says of its caller's decision. */
interface ParentDecision {
  readonly isSampled: boolean;
}

/**
 * Decides which requests get a trace. The share is taken by chance. OpenTelemetry's own
 * sampler takes it by the trace id, which a client chooses: one that always sends the same id would have all of
 * its requests traced. For the same reason few requests are followed because their caller sampled them.
 */
export class Sampler {
  #second = 0;
  #followed = 0;

  constructor(
    private readonly config: SamplingConfig,
    /** Returns a number from 0 up to, but not including, 1. */
    private readonly chance: () => number,
    private readonly monotonicClock: () => number,
  ) {}

  /** `parent`: `null` for a request without a valid `traceparent`. */
  takes(parent: ParentDecision | null): boolean {
    const { ratio, followsParent } = this.config;
    if (parent && followsParent) return parent.isSampled && this.mayFollow();
    return ratio > 0 && this.chance() < ratio;
  }

  private mayFollow(): boolean {
    const second = Math.floor(this.monotonicClock() / 1000);
    if (second !== this.#second) this.#followed = 0;
    this.#second = second;
    this.#followed += 1;
    return this.#followed <= followedPerSecondMax;
  }
}
