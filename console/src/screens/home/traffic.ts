import type { Schemas } from '../../api/client.js';
import { ColorPlaces } from './chart-colors.js';

type TokenRequestCounts = Schemas['TokenRequestCounts'];

/** The periods of the screen, and the step by which each is counted. */
export const periods = { hour: 'minute', day: 'hour', week: 'hour' } as const;
export type Period = keyof typeof periods;

const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * minuteMs;
const stepMs = { minute: minuteMs, hour: 60 * minuteMs, day: 24 * 60 * minuteMs } as const;
const shownMax = 5;
/** More bars than these are too thin to see: the counts of several steps become one bar. */
const barsMax = 60;

/** Returns the query of a period. A week is counted by hour, so that its days are those of the reader. */
export const countQuery = (period: Period, nowMs: number): { step: 'minute' | 'hour'; since?: string } => ({
  step: periods[period],
  ...(period === 'week' && { since: new Date(nowMs - weekMs).toISOString() }),
});

/** What a chart draws as one color: a contract, or a cause. */
export interface Band {
  /** The contract or the reason; `null` for all that are too few for a color of their own. */
  readonly key: string | null;
  readonly name: string;
  readonly total: number;
  /** Of its color. */
  readonly colorPlace: number;
  /** One for each bar, oldest first. */
  readonly values: readonly number[];
}

type UncoloredBand = Omit<Band, 'colorPlace'>;

export interface Traffic {
  /** When each bar begins. */
  readonly times: readonly number[];
  readonly stepMs: number;
  /** Tokens per minute, by contract. */
  readonly issued: readonly Band[];
  /** Rejected requests, by cause. */
  readonly rejected: readonly Band[];
}

/** Turns the counts into what the charts draw. `nowMs` ends the last bar, which is still running. */
export const trafficFrom = (
  { step, since, until, series }: TokenRequestCounts,
  nowMs: number,
  others: string,
): Traffic => {
  const begin = Date.parse(since);
  const steps = Math.round((Date.parse(until) - begin) / stepMs[step]);
  const stepsPerBar = Math.max(1, Math.ceil(steps / barsMax));
  const length = stepMs[step] * stepsPerBar;
  const times = Array.from({ length: Math.ceil(steps / stepsPerBar) }, (_, place) => begin + place * length);
  const inBars = (counts: readonly number[]): readonly number[] =>
    times.map((_, place) => sum(counts.slice(place * stepsPerBar, (place + 1) * stepsPerBar)));
  const minutes = times.map((at) => Math.min(length, Math.max(minuteMs, nowMs - at)) / minuteMs);
  const issued = series
    .filter(({ outcome }) => outcome === 'issued')
    .map(({ contract, counts }) => bandOf(contract, contract, inBars(counts)));
  const rejected = series
    .filter(({ outcome }) => outcome !== 'issued')
    .map(({ outcome, happened, counts }) => bandOf(outcome, happened ?? outcome, inBars(counts)));
  return {
    times,
    stepMs: length,
    issued: colored(contractColors, largestFirst(issued, others)).map((band) => ({
      ...band,
      values: band.values.map((count, place) => count / (minutes[place] ?? 1)),
    })),
    rejected: colored(causeColors, largestFirst(rejected, others)),
  };
};

/** A refresh, or the way back to the screen, changes no color. */
const [contractColors, causeColors] = [new ColorPlaces(), new ColorPlaces()];

const colored = (places: ColorPlaces, bands: readonly UncoloredBand[]): readonly Band[] => {
  const found = places.of(bands.map(({ key }) => key ?? 'others'));
  return bands.map((band, rank) => ({ ...band, colorPlace: found[rank] ?? rank }));
};

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

const bandOf = (key: string, name: string, values: readonly number[]): UncoloredBand => ({
  key,
  name,
  values,
  total: sum(values),
});

/** One band for each key, the largest first; the smallest are one together. */
const largestFirst = (bands: readonly UncoloredBand[], others: string): readonly UncoloredBand[] => {
  const byKey = Map.groupBy(bands, ({ key }) => key);
  const sorted = [...byKey.values()].map(together).toSorted((a, b) => b.total - a.total);
  if (sorted.length <= shownMax + 1) return sorted;
  const rest = together(sorted.slice(shownMax));
  return [...sorted.slice(0, shownMax), { ...rest, key: null, name: others }];
};

const together = (bands: readonly UncoloredBand[]): UncoloredBand => {
  const [first = bandOf('', '', [])] = bands;
  const values = first.values.map((_, place) => sum(bands.map(({ values: own }) => own[place] ?? 0)));
  return { ...bandOf('', first.name, values), key: first.key };
};
