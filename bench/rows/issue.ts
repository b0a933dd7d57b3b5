import { decodeJwt } from 'jose';
import { z } from 'zod';
import { contest, type Outcome } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import { startFloorBehind, startPeerBehind, startProductBehind } from '../parts/contenders.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;

/** More than one at once, so that the requests share batches, as under load. */
const lookUpsAtOnce = 8;
const lookUpsEach = 50;

const Answer = z.object({ access_token: z.string() });

/** @throws Error when there are fewer records than tokens: no figure is valid then */
const assertCounted = async ({ rig }: Bench, { requests }: Outcome): Promise<string> => {
  const records = await rig.database.issuances();
  if (records < requests) {
    throw new Error(`${String(requests)} tokens were received and ${String(records)} are on record`);
  }
  return `${String(requests)} tokens received by ab, ${String(records)} records, counted at the end`;
};

/**
 * Looks up tokens by `jti` the moment they arrive. ab keeps no token, so its own tokens can only be
 * counted.
 */
const assertEachRecorded = async ({ rig }: Bench, url: string): Promise<string> => {
  const one = async (): Promise<void> => {
    const { jti = '' } = decodeJwt(Answer.parse(JSON.parse(await rig.ask({ url }))).access_token);
    if (!(await rig.database.hasIssuance(jti))) throw new Error(`token ${jti} arrived without its record`);
  };
  const lookUpRepeatedly = async (): Promise<void> => {
    for (let turn = 0; turn < lookUpsEach; turn += 1) await one();
  };
  await Promise.all(Array.from({ length: lookUpsAtOnce }, lookUpRepeatedly));
  return `${String(lookUpsAtOnce * lookUpsEach)} tokens more: each one's record was committed when it arrived`;
};

/** A token over mutual TLS on a kept connection: the product against the floor and the peer. */
export const issue: Row = {
  name: 'issue',
  says: 'a token over mutual TLS, keep-alive, 32 connections, 1,000 accounts, every record committed',
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const clients = await rig.accounts(accounts, 'made');
    const product = await startProductBehind(rig, 'product', { bodies: tokenBodies(clients) });
    const floor = await startFloorBehind(rig, clients);
    const peer = await startPeerBehind(rig, 'peer', { peer: await rig.peer(clients), clients });
    const outcome = await contest(bench, { floor, product, peer });
    const counted = await assertCounted(bench, outcome.product);
    const looked = await assertEachRecorded(bench, product.load.url);
    for (const one of [product, floor, peer]) await one.stop();
    const notes = [outcome.product.note, outcome.floor.note, outcome.peer.note, counted, looked];
    return [
      {
        row: 'issue',
        what: 'issue, keep-alive: product / floor',
        spread: spreadOf(ratios(outcome.product.perSecond, outcome.floor.perSecond)),
        unit: 'x',
        target: { direction: 'at least', value: 0.5 },
        notes,
      },
      {
        row: 'issue',
        what: 'issue, keep-alive: product / peer',
        spread: spreadOf(ratios(outcome.product.perSecond, outcome.peer.perSecond)),
        unit: 'x',
        target: { direction: 'at least', value: 1 },
        notes: [],
      },
    ];
  },
};
