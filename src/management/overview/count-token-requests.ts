import { explainReason } from '../../core/refusals/explain-reason.js';
import type { Language } from '../../core/shared/language.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import {
  type CountPeriod,
  countsKeptMs,
  type CountStep,
  countStepMs,
  type TokenRequestSeries,
} from '../../core/tokens/token-request-counts.js';
import { checkPeriod, invalid } from '../fields.js';

export interface TokenRequestCountQuery {
  readonly step: CountStep;
  /** Left out: an hour of minutes, a day of hours, or a week of days before `until`. */
  readonly since?: Date;
  /** The end of the period, exclusive; left out, or in the future: now. */
  readonly until?: Date;
  /** The language of `happened`. */
  readonly language: Language;
}

/** A series with the cause of its rejections. */
export interface ExplainedSeries extends TokenRequestSeries {
  /** What happened to the requests, in words; `null` for issued tokens. */
  readonly happened: string | null;
}

/** The counts of a period, which begins and ends with a whole step. */
export interface TokenRequestCounts extends CountPeriod {
  readonly series: readonly ExplainedSeries[];
}

const defaultSteps = { minute: 60, hour: 24, day: 7 } as const satisfies Record<CountStep, number>;

/** Counts token requests over time, by contract and outcome. */
export class CountTokenRequests {
  constructor(private readonly database: Reads) {}

  /** Throws `ManagementError('invalid')` for a period that begins before the counts that are kept. */
  async run(query: TokenRequestCountQuery): Promise<TokenRequestCounts> {
    checkPeriod(query);
    return this.database.read(async (tx) => {
      const period = wholeSteps(query, await tx.now());
      const series = await tx.tokenRequestCounts.series(period);
      return { ...period, series: series.map((one) => explained(one, query.language)) };
    });
  }
}

const explained = (series: TokenRequestSeries, language: Language): ExplainedSeries => ({
  ...series,
  happened: series.outcome === 'issued' ? null : explainReason('operator', series.outcome, language).happened,
});

const wholeSteps = ({ step, since, until }: TokenRequestCountQuery, now: Date): CountPeriod => {
  const stepMs = countStepMs[step];
  const nowMs = now.getTime();
  const untilMs = Math.ceil(Math.min(until?.getTime() ?? nowMs, nowMs) / stepMs) * stepMs;
  const sinceMs = since?.getTime() ?? untilMs - defaultSteps[step] * stepMs;
  if (sinceMs < nowMs - countsKeptMs[step]) throw invalid('since', tooEarly(step));
  if (sinceMs > nowMs) throw invalid('since', 'must not be in the future');
  return { step, since: new Date(Math.floor(sinceMs / stepMs) * stepMs), until: new Date(untilMs) };
};

const tooEarly = (step: CountStep): string =>
  step === 'minute'
    ? 'counts by minute are kept for 24 hours. Ask for a later time, or by hour'
    : 'counts are kept for 8 days. Ask for a later time';
