/**
 * Measurements in turn (A B, B A, A B ...): on a shared machine only their ratio within a round
 * means anything.
 */

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** @param values at least one */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? at(middle) : (at(middle - 1) + at(middle)) / 2;
  return { median, least: at(0), most: at(sorted.length - 1) };
};

/**
 * Returns the lower quartile. Processor time moves by a quarter with the neighbours of a shared
 * machine, and only upwards.
 *
 * @param values at least one
 */
export const lowerQuartileOf = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 4)] ?? Number.NaN;

/**
 * Rounds that are not kept: V8 goes on compiling for a quarter of a minute, and longer for more
 * code.
 */
export const warmUps = 3;

/**
 * Returns the same list, started at another position. A contender that always came second would
 * always find the machine in the state in which the first one left it.
 */
export const rotated = <Value>(values: readonly Value[], by: number): readonly Value[] => {
  const index = by % Math.max(1, values.length);
  return [...values.slice(index), ...values.slice(0, index)];
};

/** The measurements of one contender, round by round. */
export interface Rounds<Measure> {
  readonly warmUp: readonly Measure[];
  readonly kept: readonly Measure[];
}

/** Returns a record with the same names and a new value for each. */
export const byName = <Name extends string, From, To>(
  record: Readonly<Record<Name, From>>,
  make: (from: From, name: Name) => To,
): Readonly<Record<Name, To>> =>
  // TypeScript types the names of an object as any string.
  Object.fromEntries(
    Object.entries<From>(record).map(([name, from]) => [name, make(from, name as Name)]),
  ) as Record<Name, To>;

/**
 * Measures every contender once a round, in turn, and each round starts with another one.
 * `progress` counts the rounds that warm up as 0.
 *
 * @throws whatever a contender throws, at once
 */
export const inTurn = async <Name extends string, Measure>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<Measure>>>,
  progress: (round: number, measures: ReadonlyMap<Name, Measure>) => void,
  warmUpRounds: number = warmUps,
): Promise<Readonly<Record<Name, Rounds<Measure>>>> => {
  const taken = byName(contenders, (measure) => ({ measure, all: new Array<Measure>() }));
  const names = Object.keys(taken) as Name[];
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const measures = new Map<Name, Measure>();
    for (const name of rotated(names, round)) measures.set(name, await taken[name].measure());
    for (const [name, one] of measures) taken[name].all.push(one);
    progress(Math.max(0, round - warmUpRounds + 1), measures);
  }
  return byName(taken, ({ all }) => ({ warmUp: all.slice(0, warmUpRounds), kept: all.slice(warmUpRounds) }));
};

/** Returns the ratio within each pair. */
export const ratios = (values: readonly number[], bases: readonly number[]): readonly number[] =>
  values.map((value, index) => value / (bases[index] ?? Number.NaN));
