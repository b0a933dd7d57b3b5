import { decodeProtectedHeader } from 'jose';
import { z } from 'zod';
import { type Contender, contest } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import type { BenchProxy } from '../parts/bench-proxy.js';
import type { Server } from '../parts/servers.js';
import { type Rig, tokenBodies } from '../rig.js';

const accounts = 1000;

const Answer = z.object({ access_token: z.string() });

interface Signing extends Contender {
  readonly started: readonly [BenchProxy, Server];
}

/** Puts an application whose contract avista has this algorithm behind an NGINX of its own. */
const signing = async (rig: Rig, algorithm: string, bodies: readonly string[]): Promise<Signing> => {
  const product = await rig.product({ PORTARIA_AVISTA_ALGORITHM: algorithm });
  const proxy = await rig.proxy({ name: algorithm, upstream: product.upstream, bodies });
  const { access_token: token } = Answer.parse(JSON.parse(await rig.ask({ url: proxy.url })));
  const { alg } = decodeProtectedHeader(token);
  if (alg !== algorithm) throw new Error(`the token is signed with ${String(alg)} instead of ${algorithm}`);
  return {
    load: { url: proxy.url, keepAlive: true },
    // Checked above: only HS256 is compared with other products.
    bound: 'none',
    parts: { application: product.pid, postgres: rig.database.pid, nginx: proxy.pid },
    started: [proxy, product],
  };
};

const figure = (
  other: string,
  values: readonly number[],
  { atMost, notes }: { readonly atMost: number; readonly notes: readonly string[] },
): Figure => ({
  row: 'algorithms',
  what: `processor time of a token: ES256 / ${other}`,
  spread: spreadOf(values),
  unit: 'x',
  target: { direction: 'at most', value: atMost },
  notes,
});

/** What the algorithm of a contract costs: the same token with each, on one database. */
export const algorithms: Row = {
  name: 'algorithms',
  says: 'processor time of a token of avista with ES256 against HS256 and RS256, record and NGINX included',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const bodies = tokenBodies(await rig.accounts(accounts, 'made'));
    const hs256 = await signing(rig, 'HS256', bodies);
    const rs256 = await signing(rig, 'RS256', bodies);
    const es256 = await signing(rig, 'ES256', bodies);
    const outcome = await contest(bench, { hs256, rs256, es256 });
    for (const { started } of [hs256, rs256, es256]) for (const part of started) await part.stop();
    const { processor } = outcome.es256;
    return [
      figure('HS256', ratios(processor, outcome.hs256.processor), {
        atMost: 1.2,
        notes: [outcome.es256.note, outcome.hs256.note],
      }),
      figure('RS256', ratios(processor, outcome.rs256.processor), {
        atMost: 0.5,
        notes: [outcome.rs256.note],
      }),
    ];
  },
};
