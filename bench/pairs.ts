/** Two things measured in turn (A B A B ...): on a shared machine only their ratio within a pair means anything. */

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

/** Rounds that are not kept: V8 goes on compiling for a quarter of a minute, and the more code there is the longer. */
const warmUps = 3;

/** Measures every contender once a round, in turn. `progress` counts the rounds that warm up as 0. */
export const inTurn = async <Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, () => Promise<number>>>,
  progress: (round: number, figures: Readonly<Record<Name, number>>) => void,
): Promise<Readonly<Record<Name, readonly number[]>>> => {
  const names = Object.keys(contenders) as Name[];
  const kept = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 1 - warmUps; round <= rounds; round += 1) {
    const figures: Partial<Record<Name, number>> = {};
    for (const name of names) figures[name] = await contenders[name]();
    progress(Math.max(0, round), figures as Record<Name, number>);
    if (round > 0) for (const name of names) kept[name].push(figures[name] ?? Number.NaN);
  }
  return kept;
};

/** The ratio within each pair. */
export const ratios = (values: readonly number[], bases: readonly number[]): readonly number[] =>
  values.map((value, index) => value / (bases[index] ?? Number.NaN));
