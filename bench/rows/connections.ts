import { contest, type Outcome } from '../contest.js';
import type { Bench, Figure, Point, Row } from '../figure.js';
import { byName, ratios, spreadOf } from '../pairs.js';
import { type Started, startFloorBehind, startProductBehind } from '../parts/contenders.js';
import { grownBody } from '../parts/grown-tables.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;
const sweep = [1, 2, 4, 8, 16, 32, 64, 128];
/** Of five digits, 1,048,576: a process remembers 20,000. */
const digits = 5;

const pointOf = (series: string, x: number, { perSecond, p99Ms }: Outcome): Point => ({
  ...{ series, x },
  perSecond: spreadOf(perSecond).median,
  p99Ms: spreadOf(p99Ms).median,
});

/** Tokens a second and p99 as connections grow: clients that a process remembers, clients that it does not, the floor. */
export const connections: Row = {
  name: 'connections',
  says: `tokens a second and p99 with ${sweep.join(', ')} connections, for clients that are remembered and for others`,
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig, say } = bench;
    const clients = await rig.accounts(accounts, 'made');
    await rig.tables.growTo({ digits, records: 0 });
    const contenders: Record<'floor' | 'remembered' | 'others', Started> = {
      floor: await startFloorBehind(rig, clients),
      remembered: await startProductBehind(rig, 'remembered', { bodies: tokenBodies(clients) }),
      others: await startProductBehind(rig, 'others', { manyBodies: { body: grownBody, digits } }),
    };
    await contest({ ...bench, options: { ...bench.options, pairs: 1 } }, contenders);
    const points: Point[] = [];
    const missed: number[] = [];
    for (const count of sweep) {
      say(`  ${String(count)} connections`);
      const outcome = await contest(bench, contenders, { connections: count, warmUpRounds: 0 });
      points.push(...Object.values(byName(outcome, (one, name) => pointOf(name, count, one))));
      if (count === 32) missed.push(...ratios(outcome.others.processor, outcome.remembered.processor));
    }
    for (const one of Object.values(contenders)) await one.stop();
    const line = ({ series, x, perSecond, p99Ms }: Point): string =>
      `${series}, ${String(x)} connections: ${perSecond.toFixed(0)}/s, p99 ${p99Ms.toFixed(0)} ms`;
    return [
      {
        row: 'connections',
        what: 'processor time of a token, 32 connections: a client that is not remembered / one that is',
        spread: spreadOf(missed),
        unit: 'x',
        target: { direction: 'at most', value: 2 },
        notes: points.map(line),
        points,
      },
    ];
  },
};
