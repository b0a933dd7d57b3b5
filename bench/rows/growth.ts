import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Belongings } from '../belongings.js';
import { type Contender, contest, type Outcome } from '../contest.js';
import type { Bench, Figure, Point, Row } from '../figure.js';
import { inTurn, ratios, spreadOf } from '../pairs.js';
import { startProductBehind } from '../parts/contenders.js';
import { accountsOf, days, grownBody, type GrownSize } from '../parts/grown-tables.js';
import { plansOfToken } from '../parts/plans.js';
import { openRig, tokenBodies } from '../rig.js';

const smallAccounts = 100;
/** Each step has more than the one before, in the same database. */
const steps: readonly GrownSize[] = [
  { digits: 3, records: 300_000 },
  { digits: 4, records: 3_000_000 },
  { digits: 5, records: 30_000_000 },
];
/** Partitions that are dropped under load, in each round. */
const droppedAtOnce = 2;

interface Contenders {
  /** A database with 100 accounts. */
  readonly small: Contender;
  /** The one that grows, asked by 100 of its clients. */
  readonly known: Contender;
  /** The one that grows, asked by all of its clients in turn. */
  readonly all: (size: GrownSize) => Promise<Contender & { stop(): Promise<void> }>;
}

const numberOf = (value: number): string => value.toLocaleString('en-US');
const nameOf = (size: GrownSize): string =>
  `${numberOf(accountsOf(size))} accounts, ${numberOf(size.records)} records`;

const pointOf = (series: string, x: number, { perSecond, p99Ms }: Outcome): Point => ({
  ...{ series, x },
  perSecond: spreadOf(perSecond).median,
  p99Ms: spreadOf(p99Ms).median,
});

const rateNote = (who: string, one: Outcome, small: Outcome): string => {
  const { median, least, most } = spreadOf(ratios(one.perSecond, small.perSecond));
  return `${who}: ${median.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)}) of the tokens a second with 100 accounts`;
};

const measureStep = async (
  bench: Bench,
  { small, known, all }: Contenders,
  size: GrownSize,
): Promise<readonly Figure[]> => {
  bench.say(`  ${nameOf(size)}`);
  await bench.rig.tables.growTo(size);
  const asked = await all(size);
  const outcome = await contest(bench, { small, known, all: asked });
  await asked.stop();
  const figure = (who: string, one: Outcome, notes: readonly string[]): Figure => ({
    row: 'growth',
    what: `${nameOf(size)}, ${who}: processor time of a token against 100 accounts`,
    spread: spreadOf(ratios(one.processor, outcome.small.processor)),
    unit: 'x',
    target: { direction: 'at most', value: 1.1 },
    notes: [...notes, rateNote(`${nameOf(size)}, ${who}`, one, outcome.small)],
    points: [pointOf(who, size.records, one), pointOf('100 accounts', size.records, outcome.small)],
  });
  const [few, every] = ['100 clients ask', 'all clients ask'];
  return [
    figure(few, outcome.known, [outcome.small.note, outcome.known.note]),
    figure(every, outcome.all, [outcome.all.note]),
  ];
};

/** Drops the oldest partitions by the product's own function, as its hourly job does. */
const dropOldest = async (client: pg.Client, count: number): Promise<number> => {
  const { rows } = await client.query<{ oldest: number }>(
    `SELECT max((clock_timestamp() AT TIME ZONE 'UTC')::date - to_date(right(relname, 8), 'YYYYMMDD'))::integer AS oldest
     FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid WHERE inhparent = 'token_issuance'::regclass`,
  );
  const kept = Math.max(1, (rows[0]?.oldest ?? 0) - count);
  await client.query(
    `INSERT INTO retention (parent, days) VALUES ('token_issuance', $1)
     ON CONFLICT (parent) DO UPDATE SET days = excluded.days`,
    [kept],
  );
  await client.query(
    `INSERT INTO observed_hour SELECT date_trunc('hour', now(), 'UTC') - n * interval '1 hour'
     FROM generate_series(0, 29) AS n ON CONFLICT DO NOTHING`,
  );
  const began = performance.now();
  let dropped = 0;
  for (;;) {
    const { rowCount } = await client.query(
      `SELECT FROM maintain_partitions(14, $1, 366) WHERE action = 'dropped'`,
      [kept],
    );
    if (!rowCount) return (performance.now() - began) / (dropped || Number.NaN);
    dropped += rowCount;
  }
};

/** Tokens a second while the oldest partitions are dropped, against the same without, in turn. */
const measureRetention = async (bench: Bench, known: Contender): Promise<readonly Figure[]> => {
  const client = new pg.Client(bench.rig.database.adminUrl);
  await client.connect();
  await client.query(
    `SELECT make_day_partition('token_issuance', (clock_timestamp() AT TIME ZONE 'UTC')::date - ago)
     FROM generate_series($1::integer, $1 + $2 - 1) AS ago`,
    [days, droppedAtOnce],
  );
  const emptyMs = await dropOldest(client, droppedAtOnce);
  const dropMs: number[] = [];
  const load = () => bench.rig.load({ connections: 32, seconds: bench.options.seconds, ...known.load });
  const dropping = async () => {
    const loading = load();
    await pause(bench.options.seconds * 500);
    dropMs.push(await dropOldest(client, droppedAtOnce));
    return await loading;
  };
  const rounds = await inTurn(bench.options.pairs, { without: load, dropping }, () => undefined, 1);
  await client.end();
  const p99 = (results: readonly { readonly p99Ms: number }[]): string =>
    `${spreadOf(results.map(({ p99Ms }) => p99Ms)).median.toFixed(0)} ms`;
  const rates = (results: readonly { readonly perSecond: number }[]): number[] =>
    results.map(({ perSecond }) => perSecond);
  const took = spreadOf(dropMs);
  return [
    {
      row: 'growth',
      what: 'tokens a second while partitions of a million records are dropped, against without',
      spread: spreadOf(ratios(rates(rounds.dropping.kept), rates(rounds.without.kept))),
      unit: 'x',
      target: { direction: 'at least', value: 0.9 },
      notes: [
        `a partition was dropped in ${took.median.toFixed(0)} ms (${took.least.toFixed(0)} to ${took.most.toFixed(0)}), an empty one in ${emptyMs.toFixed(0)} ms`,
        `p99 while dropping ${p99(rounds.dropping.kept)}, without ${p99(rounds.without.kept)}`,
      ],
    },
  ];
};

/** Tokens as the tables grow, and what the end of old records costs those who ask meanwhile. */
export const growth: Row = {
  name: 'growth',
  says: `tokens as the tables grow to ${steps.map(nameOf).at(-1) ?? ''} of ${String(days)} days`,
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig, say } = bench;
    const belongings = new Belongings();
    try {
      const other = await openRig(say, belongings);
      const few = { bodies: tokenBodies(await other.accounts(smallAccounts, 'made')) };
      const known = { bodies: tokenBodies(await rig.accounts(smallAccounts, 'made')) };
      const contenders: Contenders = {
        small: { ...(await startProductBehind(other, 'small', few)), rig: other },
        known: await startProductBehind(rig, 'known', known),
        all: ({ digits }) =>
          startProductBehind(rig, `all-${String(digits)}`, { manyBodies: { body: grownBody, digits } }),
      };
      const figures: Figure[] = [];
      for (const size of steps) figures.push(...(await measureStep(bench, contenders, size)));
      for (const plan of await plansOfToken(rig.database.adminUrl)) say(plan);
      return [...figures, ...(await measureRetention(bench, contenders.known))];
    } finally {
      await belongings.close();
    }
  },
};
