import { contest, usualConnections } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { inTurn, ratios, spreadOf } from '../pairs.js';
import { type Started, startFloorBehind, startProductBehind } from '../parts/contenders.js';
import type { PacedResult } from '../parts/paced-load.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;

const noteOf = (name: string, results: readonly PacedResult[]): string => {
  const median = (pick: (one: PacedResult) => number): string =>
    spreadOf(results.map(pick)).median.toFixed(1);
  return `${name}: p50 ${median(({ p50Ms }) => p50Ms)} ms, p99 ${median(({ p99Ms }) => p99Ms)} ms`;
};

/** The slowest hundredth of the answers at half the product's highest rate, against the floor at the same rate. */
export const latency: Row = {
  name: 'latency',
  says: 'p99 of a token at half the highest rate, against p99 of the floor at the same rate',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig, options, say } = bench;
    const clients = await rig.accounts(accounts, 'made');
    const product = await startProductBehind(rig, 'product', { bodies: tokenBodies(clients) });
    const floor = await startFloorBehind(rig, clients);
    const highest = await contest({ ...bench, options: { ...options, pairs: 1 } }, { product, floor });
    const perSecond = Math.round((highest.product.perSecond[0] ?? 0) / 2);
    const paced =
      ({ load: { url } }: Started) =>
      (): Promise<PacedResult> =>
        rig.pacedLoad({ url, perSecond, connections: usualConnections, seconds: options.seconds });
    const rounds = await inTurn(
      options.pairs,
      { product: paced(product), floor: paced(floor) },
      (round, results) => {
        const shown = [...results].map(([name, { p99Ms }]) => `${name} p99 ${p99Ms.toFixed(1)} ms`);
        say(`  ${round === 0 ? 'warm-up' : `round ${String(round)}`}: ${shown.join(', ')}`);
      },
      1,
    );
    for (const one of [product, floor]) await one.stop();
    const p99s = (results: readonly PacedResult[]): number[] => results.map(({ p99Ms }) => p99Ms);
    return [
      {
        row: 'latency',
        what: 'p99 at half the highest rate: product / floor',
        spread: spreadOf(ratios(p99s(rounds.product.kept), p99s(rounds.floor.kept))),
        unit: 'x',
        target: { direction: 'at most', value: 2 },
        notes: [
          `${String(perSecond)} requests a second, each timed from when it was due`,
          noteOf('product', rounds.product.kept),
          noteOf('floor', rounds.floor.kept),
        ],
      },
    ];
  },
};
