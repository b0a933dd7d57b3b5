import { type RefusalReason, refusalReasons } from '../refusals/refusal.js';
import { dayMs, hourMs } from '../shared/durations.js';

/** What became of a token request. The list is closed: it labels metrics and counts. */
export type TokenRequestOutcome = 'issued' | RefusalReason;
const outcomes: ReadonlySet<string> = new Set(['issued', ...refusalReasons]);

const isOutcome = (text: string | undefined): text is TokenRequestOutcome =>
  text !== undefined && outcomes.has(text);

/** A request without a noted outcome failed inside the gateway. */
export const tokenRequestOutcomeFrom = (noted: string | undefined): TokenRequestOutcome =>
  isOutcome(noted) ? noted : 'internal';

/** Every outcome. */
export const tokenRequestOutcomes: readonly TokenRequestOutcome[] = ['issued', ...refusalReasons];

/** The lengths of time by which token requests are counted. Days are those of UTC. */
export const countSteps = ['minute', 'hour', 'day'] as const;
export type CountStep = (typeof countSteps)[number];

export const countStepMs = { minute: 60_000, hour: hourMs, day: dayMs } as const satisfies Record<
  CountStep,
  number
>;

/** How long ago a period may begin. The counts are kept somewhat longer, so that its first step is whole. */
export const countsKeptMs = { minute: dayMs, hour: 8 * dayMs, day: 8 * dayMs } as const satisfies Record<
  CountStep,
  number
>;

/** A period of whole steps; `until` is exclusive. */
export interface CountPeriod {
  readonly step: CountStep;
  readonly since: Date;
  readonly until: Date;
}

/** The counts of one contract and outcome, one for each step of the period, oldest first. */
export interface TokenRequestSeries {
  readonly contract: string;
  readonly outcome: string;
  readonly counts: readonly number[];
}

export interface TokenRequestCountReader {
  /** Returns the series that are not zero throughout, ordered by contract and outcome. */
  series(period: CountPeriod): Promise<readonly TokenRequestSeries[]>;
}
