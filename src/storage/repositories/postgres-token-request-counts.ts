import type { EntityManager } from 'typeorm';
import {
  type CountPeriod,
  countStepMs,
  type TokenRequestCountReader,
  type TokenRequestSeries,
} from '../../core/tokens/token-request-counts.js';

/** One row for each step in which something was counted; days are made of their hours. */
const readCounts = `
  SELECT contract, outcome, floor(extract(epoch FROM starts_at - $2::timestamptz) * 1000 / $4::float8)::integer AS place,
         sum(count)::float8 AS count
  FROM token_request_count
  WHERE step = $1 AND starts_at >= $2 AND starts_at < $3
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;

interface Row {
  readonly contract: string;
  readonly outcome: string;
  readonly place: number;
  readonly count: number;
}

/** Reads the counts of token requests in one transaction. */
export class PostgresTokenRequestCountReader implements TokenRequestCountReader {
  constructor(private readonly manager: EntityManager) {}

  async series({ step, since, until }: CountPeriod): Promise<TokenRequestSeries[]> {
    const stepMs = countStepMs[step];
    const stored = step === 'minute' ? 'minute' : 'hour';
    const rows = await this.manager.query<Row[]>(readCounts, [stored, since, until, stepMs]);
    const steps = Math.round((until.getTime() - since.getTime()) / stepMs);
    return seriesOf(rows, steps);
  }
}

const seriesOf = (rows: readonly Row[], steps: number): TokenRequestSeries[] => {
  const found = new Map<string, TokenRequestSeries & { readonly counts: number[] }>();
  for (const { contract, outcome, place, count } of rows) {
    const key = `${contract} ${outcome}`;
    const series = found.get(key) ?? { contract, outcome, counts: new Array<number>(steps).fill(0) };
    series.counts[place] = count;
    found.set(key, series);
  }
  return [...found.values()];
};
