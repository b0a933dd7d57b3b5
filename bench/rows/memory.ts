import type { Bench, Figure, Row } from '../figure.js';
import { growth } from '../growth.js';
import { spreadOf } from '../pairs.js';
import type { BenchProxy } from '../parts/bench-proxy.js';
import { residentMegabytes } from '../parts/process-usage.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;
const connections = 32;
const sliceSeconds = 30;
const badRequests = 100_000;

/**
 * Bad requests that are all different, because NGINX puts the request's id into each. They are
 * unknown clients with secrets of the generated form and of another (which cost argon2id, and are
 * shed), bodies that are not JSON, and names that no client has.
 */
const badBodies = [
  '{"clientId":"bad-$request_id","clientSecret":"ptr_${request_id}AAAAAAAAAAA"}',
  '{"clientId":"bench.made.1","clientSecret":"ptr_${request_id}AAAAAAAAAAA"}',
  '{"clientId":"bad-$request_id","clientSecret":"$request_id"}',
  '{"clientId":"$request_id","clientSecret":',
  '{"$request_id":"$request_id"}',
];

/** Returns the resident size at the end of each slice of load. */
const underLoad = async (bench: Bench, pid: number, url: string): Promise<readonly number[]> => {
  const slices = Math.max(1, Math.round((bench.options.minutes * 60) / sliceSeconds));
  const sizes: number[] = [];
  for (let slice = 1; slice <= slices; slice += 1) {
    await bench.rig.load({ url, keepAlive: true, connections, seconds: sliceSeconds });
    sizes.push(await residentMegabytes(pid));
    bench.say(`  after ${String(slice * sliceSeconds)} s of load: ${(sizes.at(-1) ?? 0).toFixed(0)} MB`);
  }
  return sizes;
};

const afterBadRequests = async (bench: Bench, pid: number, url: string): Promise<readonly number[]> => {
  const sizes: number[] = [];
  let sent = 0;
  while (sent < badRequests) {
    // ab sends at least as many requests as it has connections.
    const left = Math.max(connections, badRequests - sent);
    const load = { url, keepAlive: true, connections, seconds: sliceSeconds, requestsMax: left } as const;
    sent += (await bench.rig.load({ ...load, refused: true })).requests;
    sizes.push(await residentMegabytes(pid));
    bench.say(`  after ${String(sent)} bad requests: ${(sizes.at(-1) ?? 0).toFixed(0)} MB`);
  }
  return sizes;
};

/**
 * Makes the figures of the last half, where the largest value counts, and whether the size still
 * grew. The size during start-up is a separate question.
 */
const figures = (what: string, sizes: readonly number[], notes: readonly string[]): readonly Figure[] => [
  {
    row: 'memory',
    what: `memory, ${what}`,
    spread: spreadOf(sizes.slice(Math.floor(sizes.length / 2))),
    unit: 'MB',
    target: { direction: 'at most', value: 150, every: true },
    notes,
  },
  {
    row: 'memory',
    what: `memory, ${what}: last quarter / second quarter`,
    spread: spreadOf([growth(sizes)]),
    unit: 'x',
    target: { direction: 'at most', value: 1.1 },
    notes: [],
  },
];

const inTurn = (sizes: readonly number[]): string =>
  `in turn: ${sizes.map((size) => size.toFixed(0)).join(' ')} MB`;

/**
 * The statuses that bad bodies may get: an answer to the secret, or (argon2id) an answer to come again. 499: ab
 * left at its end.
 */
const answers = ['400', '401'];
const permitted = [...answers, '499', '503'];
/** One body in five may be shed. */
const answersLeast = 0.75;

/** @throws Error when the bad requests were refused before the application checked them */
const assertJudged = async (proxy: BenchProxy): Promise<string> => {
  const statuses = await proxy.statuses();
  const all = [...statuses.values()].reduce((sum, count) => sum + count, 0);
  const judged = answers.reduce((sum, status) => sum + (statuses.get(status) ?? 0), 0);
  const told = [...statuses].map(([status, count]) => `${String(count)} of ${status}`).join(', ');
  if (judged < answersLeast * all || [...statuses.keys()].some((status) => !permitted.includes(status)))
    throw new Error(`the bad requests were answered otherwise than measured: ${told}`);
  return `answers to the bad requests: ${told}`;
};

/**
 * Resident size of one application process under load, and after bad requests that are all
 * different.
 */
export const memory: Row = {
  name: 'memory',
  says: `resident size after minutes of load, and after ${String(badRequests)} bad requests, none like another`,
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const clients = await rig.accounts(accounts, 'made');
    const product = await rig.product();
    const { upstream, pid } = product;
    const good = await rig.proxy({ name: 'good', upstream, bodies: tokenBodies(clients) });
    const bad = await rig.proxy({ name: 'bad', upstream, bodies: badBodies });
    const loaded = await underLoad(bench, pid, good.url);
    const flooded = await afterBadRequests(bench, pid, bad.url);
    const answers = await assertJudged(bad);
    for (const part of [good, bad, product]) await part.stop();
    const minutes = `${String(bench.options.minutes)} min of load`;
    return [
      ...figures(minutes, loaded, [`every ${String(sliceSeconds)} s, ${inTurn(loaded)}`]),
      ...figures(`${String(badRequests)} bad requests`, flooded, [
        `as they came, ${inTurn(flooded)}`,
        answers,
      ]),
    ];
  },
};
