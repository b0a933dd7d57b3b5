import { stepSeconds } from './model.js';

/** What happened in a row of seconds. Counts are of clients, not of groups. */
export interface Period {
  readonly fromSeconds: number;
  readonly seconds: number;
  requests: number;
  tokens: number;
  unavailable: number;
  limited: number;
  unanswered: number;
  /** Requests that wait at the end of it. */
  waiting: number;
  /** Clients without a valid token at the end of it. */
  withoutToken: number;
}

/** What a run found. Counts are of clients, or of their requests. */
export interface Outcome {
  readonly requests: number;
  readonly tokens: number;
  /** 503. */
  readonly unavailable: number;
  /** 429. */
  readonly limited: number;
  /** No connection within the client's time limit. */
  readonly unanswered: number;
  /** Requests that wait when the simulation ends. */
  readonly waiting: number;
  readonly withoutToken: number;
  /** The most requests in one second. */
  readonly peakPerSecond: number;
  /** Waiting time of the requests that got a token, in seconds. */
  readonly wait: { readonly median: number; readonly p99: number; readonly longest: number };
  /** When half, 99 % and all of the clients have a token; null if that is not reached. */
  readonly served: {
    readonly half: number | null;
    readonly most: number | null;
    readonly all: number | null;
  };
  /** Seconds without a valid token, summed over all clients. */
  readonly secondsWithoutToken: number;
  readonly periods: readonly Period[];
}

/** The count of what happened; bounded, whatever the number of clients. */
export class Tally {
  readonly #periods: Period[] = [];
  readonly #waits: number[] = [];
  #second: [at: number, requests: number] = [0, 0];
  #peak = 0;
  #withoutTokenSeconds = 0;
  readonly #served: { half: number | null; most: number | null; all: number | null } = {
    half: null,
    most: null,
    all: null,
  };

  constructor(
    private readonly clients: number,
    private readonly periodSeconds: number,
  ) {}

  /** The period of a step. */
  period(step: number): Period {
    const index = Math.floor((step * stepSeconds) / this.periodSeconds + 1e-9);
    const found = this.#periods[index];
    if (found) return found;
    const period = {
      ...{ fromSeconds: index * this.periodSeconds, seconds: this.periodSeconds },
      ...{ requests: 0, tokens: 0, unavailable: 0, limited: 0, unanswered: 0, waiting: 0, withoutToken: 0 },
    };
    this.#periods[index] = period;
    return period;
  }

  /** Counts the wait of requests that got a token. */
  waited(steps: number, requests: number): void {
    while (this.#waits.length <= steps) this.#waits.push(0);
    this.#waits[steps] = (this.#waits[steps] ?? 0) + requests;
  }

  requests(step: number, count: number): void {
    const second = Math.floor(step * stepSeconds + 1e-9);
    if (this.#second[0] !== second) this.#second = [second, 0];
    this.#second[1] += count;
    this.#peak = Math.max(this.#peak, this.#second[1]);
    this.period(step).requests += count;
  }

  /** Ends a step. */
  endStep(step: number, waiting: number, withoutToken: number): void {
    const period = this.period(step);
    period.waiting = waiting;
    period.withoutToken = withoutToken;
    this.#withoutTokenSeconds += withoutToken * stepSeconds;
    const atSeconds = (step + 1) * stepSeconds;
    if (withoutToken <= this.clients / 2) this.#served.half ??= atSeconds;
    if (withoutToken <= this.clients / 100) this.#served.most ??= atSeconds;
    if (withoutToken === 0) this.#served.all ??= atSeconds;
  }

  outcome(): Outcome {
    const sum = (of: (period: Period) => number): number =>
      this.#periods.reduce((total, period) => total + of(period), 0);
    const last = this.#periods.at(-1);
    return {
      requests: sum(({ requests }) => requests),
      tokens: sum(({ tokens }) => tokens),
      unavailable: sum(({ unavailable }) => unavailable),
      limited: sum(({ limited }) => limited),
      unanswered: sum(({ unanswered }) => unanswered),
      waiting: last?.waiting ?? 0,
      withoutToken: last?.withoutToken ?? 0,
      peakPerSecond: this.#peak,
      wait: { median: this.#waitOf(0.5), p99: this.#waitOf(0.99), longest: this.#waitOf(1) },
      served: this.#served,
      secondsWithoutToken: this.#withoutTokenSeconds,
      periods: this.#periods,
    };
  }

  #waitOf(share: number): number {
    const all = this.#waits.reduce((total, count) => total + count, 0);
    let counted = 0;
    for (const [steps, count] of this.#waits.entries()) {
      counted += count;
      if (counted >= share * all) return steps * stepSeconds;
    }
    return 0;
  }
}
