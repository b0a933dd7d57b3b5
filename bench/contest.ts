/** Contenders under the same load in turn, with what each part of the machine did meanwhile. */
import type { Load, LoadResult } from './ab.js';
import type { Bench } from './figure.js';
import { inTurn, spreadOf } from './pairs.js';
import { processorSeconds } from './parts/cpu.js';

export interface Contender {
  readonly load: Pick<Load, 'url' | 'keepAlive'> & Partial<Load>;
  /** Process ids whose processor time is shown. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface Outcome {
  /** Requests per second, one for each round that is kept. */
  readonly perSecond: readonly number[];
  /** Of the warm-up as well. */
  readonly requests: number;
  readonly note: string;
}

const connections = 32;

interface Measured {
  readonly result: LoadResult;
  readonly microseconds: Readonly<Record<string, number>>;
}

const measured = async ({ rig, options }: Bench, { load, parts }: Contender): Promise<Measured> => {
  const before = await processorSeconds(parts);
  const result = await rig.load({ connections, seconds: options.seconds, ...load });
  const after = await processorSeconds(parts);
  const microseconds = Object.fromEntries(
    Object.keys(parts).map((part) => [
      part,
      (((after[part] ?? 0) - (before[part] ?? 0)) * 1_000_000) / result.requests,
    ]),
  );
  return { result, microseconds };
};

const medianOf = (values: readonly number[]): string => Math.round(spreadOf(values).median).toString();

const noteOf = (name: string, all: readonly Measured[]): string => {
  const figures = (pick: (one: Measured) => number): string => medianOf(all.map(pick));
  const parts = Object.keys(all[0]?.microseconds ?? {}).map(
    (part) => `${part} ${figures(({ microseconds }) => microseconds[part] ?? 0)}`,
  );
  const speed = `${figures(({ result }) => result.perSecond)}/s, p50 ${figures(({ result }) => result.p50Ms)} ms`;
  const slow = `p99 ${figures(({ result }) => result.p99Ms)} ms`;
  return `${name}: ${speed}, ${slow}; processor us a request: ${parts.join(', ')}`;
};

/** Measures every contender in each round, in turn. */
export const contest = async <Name extends string>(
  bench: Bench,
  contenders: Readonly<Record<Name, Contender>>,
): Promise<Readonly<Record<Name, Outcome>>> => {
  const names = Object.keys(contenders) as Name[];
  const all = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<Name, Measured[]>;
  const measures = Object.fromEntries(
    names.map((name) => [
      name,
      async () => {
        const one = await measured(bench, contenders[name]);
        all[name].push(one);
        return one.result.perSecond;
      },
    ]),
  ) as Record<Name, () => Promise<number>>;
  const perSecond = await inTurn(bench.options.pairs, measures, (round, figures) => {
    const shown = names.map((name) => `${name} ${Math.round(figures[name]).toString()}/s`).join(', ');
    bench.say(`  ${round === 0 ? 'warm-up' : `round ${round.toString()}`}: ${shown}`);
  });
  return Object.fromEntries(
    names.map((name) => [
      name,
      {
        perSecond: perSecond[name],
        requests: all[name].reduce((sum, { result }) => sum + result.requests, 0),
        note: noteOf(name, all[name].slice(-bench.options.pairs)),
      },
    ]),
  ) as Record<Name, Outcome>;
};
