import type { Bench, Figure, Row } from '../figure.js';
import { spreadOf } from '../pairs.js';
import { residentMegabytes } from '../parts/cpu.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;
const connections = 32;
const sliceSeconds = 30;
const badRequests = 100_000;
const target = { direction: 'at most', value: 150 } as const;

/**
 * Bad requests, none like another: NGINX puts the request's id into each. Unknown clients with secrets of the shape that we make
 * and of another (which cost argon2id, and are shed), bodies that are no JSON, and names that no client has.
 */
const badBodies = [
  '{"clientId":"bad-$request_id","clientSecret":"ptr_${request_id}AAAAAAAAAAA"}',
  '{"clientId":"bench.made.1","clientSecret":"ptr_${request_id}AAAAAAAAAAA"}',
  '{"clientId":"bad-$request_id","clientSecret":"$request_id"}',
  '{"clientId":"$request_id","clientSecret":',
  '{"$request_id":"$request_id"}',
];

/** Resident size at the end of each slice of load. */
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
    const left = badRequests - sent;
    const load = { url, keepAlive: true, connections, seconds: sliceSeconds, requestsMax: left } as const;
    sent += (await bench.rig.load({ ...load, refused: true })).requests;
    sizes.push(await residentMegabytes(pid));
    bench.say(`  after ${String(sent)} bad requests: ${(sizes.at(-1) ?? 0).toFixed(0)} MB`);
  }
  return sizes;
};

/** The last half of the sizes: what it was while it started up is another question. */
const figure = (what: string, sizes: readonly number[], note: string): Figure => ({
  row: 'memory',
  what,
  spread: spreadOf(sizes.slice(Math.floor(sizes.length / 2))),
  unit: 'MB',
  target,
  notes: [`${note}, in turn: ${sizes.map((size) => size.toFixed(0)).join(' ')} MB`],
});

/** Resident size of one application process under load, and after bad requests that are all different. */
export const memory: Row = {
  name: 'memory',
  says: `resident size after minutes of load, and after ${String(badRequests)} bad requests, none like another`,
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const clients = await rig.accounts(accounts, 'made');
    const product = await rig.product();
    const { upstream, pid } = product;
    const good = await rig.front({ name: 'good', upstream, bodies: tokenBodies(clients) });
    const bad = await rig.front({ name: 'bad', upstream, bodies: badBodies });
    const loaded = await underLoad(bench, pid, good.url);
    const flooded = await afterBadRequests(bench, pid, bad.url);
    for (const part of [good, bad, product]) await part.stop();
    return [
      figure(`memory, ${String(bench.options.minutes)} min of load`, loaded, 'every 30 s'),
      figure(`memory, ${String(badRequests)} bad requests`, flooded, 'as they came'),
    ];
  },
};
