import type { Spread } from './pairs.js';
import type { Rig } from './rig.js';

/** One point of a plot. */
export interface Point {
  /** The line of the plot that it belongs to. */
  readonly series: string;
  /** Connections, or records in the table: the row says which. */
  readonly x: number;
  /** Tokens a second, the median of the rounds. */
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** One line of the table. */
export interface Figure {
  /** The row that measured it, as on the command line. */
  readonly row: string;
  readonly what: string;
  readonly spread: Spread;
  /** `x`: a ratio of two things measured in the same round. */
  readonly unit: 'x' | 'MB' | 's';
  readonly target: Target;
  /** Additional absolute figures, such as requests per second and where the processor time went. */
  readonly notes: readonly string[];
  /** For a row with a plot: what its lines go through. */
  readonly points?: readonly Point[];
}

export interface Target {
  readonly direction: 'at least' | 'at most';
  readonly value: number;
  /**
   * Every value has to meet the target, not only the median: a size that is too large once is too
   * large.
   */
  readonly every?: true;
}

export const isMet = ({ spread, target }: Pick<Figure, 'spread' | 'target'>): boolean => {
  const { direction, value, every } = target;
  if (direction === 'at least') return (every ? spread.least : spread.median) >= value;
  return (every ? spread.most : spread.median) <= value;
};

export interface BenchOptions {
  /** Rounds that are kept, after those that warm up. */
  readonly pairs: number;
  /** Seconds of load for each contender in each round. */
  readonly seconds: number;
  /** Minutes of load before the resident size is read. */
  readonly minutes: number;
  /** The commit that the row `before` compares with. */
  readonly before: string;
}

export interface Bench {
  readonly rig: Rig;
  readonly options: BenchOptions;
  /** Prints one line of progress. */
  readonly say: (line: string) => void;
}

/** A row of the table: it measures on the rig and returns its lines. */
export interface Row {
  readonly name: string;
  readonly says: string;
  readonly measure: (bench: Bench) => Promise<readonly Figure[]>;
}
