/** Contenders under the same load in turn, with what each part of the machine did meanwhile. */
import type { Load, LoadResult } from './ab.js';
import { assertComparable } from './comparable-token.js';
import type { Bench } from './figure.js';
import { byName, inTurn, lowerQuartileOf, spreadOf, warmUps } from './pairs.js';
import { processorSeconds } from './parts/process-usage.js';
import type { Rig } from './rig.js';

export interface Contender {
  readonly load: Pick<Load, 'url' | 'keepAlive' | 'contentType' | 'authorization'>;
  /**
   * What its tokens are bound to. `header`: it only hashes the certificate as it arrived (the
   * floor). `none`: its answers are not tokens, and the row checks them itself.
   */
  readonly bound: 'certificate' | 'header' | 'none';
  /** The process ids whose processor time is shown. */
  readonly parts: Readonly<Record<string, number>>;
  /** The rig that it runs on, when that is not the rig of the row: another build has its own. */
  readonly rig?: Pick<Rig, 'load' | 'ask' | 'thumbprint'>;
}

export interface Outcome {
  /** Requests per second, one for each round that is kept. */
  readonly perSecond: readonly number[];
  /** All requests, those of the warm-up included. */
  readonly requests: number;
  /** Microseconds of processor time a request, all parts together, one for each round that is kept. */
  readonly processor: readonly number[];
  /** Milliseconds that 99 of 100 requests took at most, one for each round that is kept. */
  readonly p99Ms: readonly number[];
  readonly note: string;
}

/** `ContestOptions`: what a row may have otherwise than the others. */
export interface ContestOptions {
  readonly connections?: number;
  /** Rounds that are not kept; fewer where the contenders are warm already. */
  readonly warmUpRounds?: number;
}

export const usualConnections = 32;

interface Measured {
  readonly result: LoadResult;
  readonly microseconds: Readonly<Record<string, number>>;
}

/**
 * Checks one token of each contender: otherwise a contender that does something else would be
 * measured all the same.
 */
const assertAllComparable = async ({ rig }: Bench, contenders: readonly Contender[]): Promise<void> => {
  for (const { load, bound, rig: own = rig } of contenders.filter((one) => one.bound !== 'none')) {
    const thumbprint = bound === 'certificate' ? own.thumbprint : null;
    assertComparable(load.url, await own.ask(load), thumbprint);
  }
};

const measured = async (
  { rig, options }: Bench,
  { load, parts, rig: own = rig }: Contender,
  connections: number,
): Promise<Measured> => {
  const before = await processorSeconds(parts);
  const result = await own.load({ connections, seconds: options.seconds, ...load });
  const after = await processorSeconds(parts);
  const microseconds = byName(
    parts,
    (_pid, part) => (((after[part] ?? 0) - (before[part] ?? 0)) * 1_000_000) / result.requests,
  );
  return { result, microseconds };
};

const sumOf = ({ microseconds }: Measured): number =>
  Object.values(microseconds).reduce((sum, part) => sum + part, 0);

const medianOf = (values: readonly number[]): string => Math.round(spreadOf(values).median).toString();

const noteOf = (name: string, all: readonly Measured[]): string => {
  const figures = (pick: (one: Measured) => number): string => medianOf(all.map(pick));
  const parts = Object.keys(all[0]?.microseconds ?? {}).map(
    (part) => `${part} ${figures(({ microseconds }) => microseconds[part] ?? 0)}`,
  );
  const speed = `${figures(({ result }) => result.perSecond)}/s, p50 ${figures(({ result }) => result.p50Ms)} ms`;
  const slow = `p99 ${figures(({ result }) => result.p99Ms)} ms`;
  const lower = Math.round(lowerQuartileOf(all.map(sumOf))).toString();
  return `${name}: ${speed}, ${slow}; processor us a request: ${parts.join(', ')}; lower quartile of the sum ${lower}`;
};

/**
 * Measures every contender in each round, in turn.
 *
 * @throws Error when a contender's token is not the one that is compared, or a load was not
 * answered
 */
export const contest = async <Name extends string>(
  bench: Bench,
  contenders: Readonly<Record<Name, Contender>>,
  { connections = usualConnections, warmUpRounds = warmUps }: ContestOptions = {},
): Promise<Readonly<Record<Name, Outcome>>> => {
  await assertAllComparable(bench, Object.values(contenders));
  const measures = byName(contenders, (contender) => () => measured(bench, contender, connections));
  const progress = (round: number, figures: ReadonlyMap<Name, Measured>): void => {
    const shown = [...figures].map(
      ([name, { result }]) => `${name} ${Math.round(result.perSecond).toString()}/s`,
    );
    bench.say(`  ${round === 0 ? 'warm-up' : `round ${round.toString()}`}: ${shown.join(', ')}`);
  };
  const rounds = await inTurn(bench.options.pairs, measures, progress, warmUpRounds);
  return byName(rounds, ({ warmUp, kept }, name) => ({
    perSecond: kept.map(({ result }) => result.perSecond),
    requests: [...warmUp, ...kept].reduce((sum, { result }) => sum + result.requests, 0),
    processor: kept.map(sumOf),
    p99Ms: kept.map(({ result }) => result.p99Ms),
    note: noteOf(name, kept),
  }));
};
