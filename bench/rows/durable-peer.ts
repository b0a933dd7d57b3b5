import { contest } from '../contest.js';
import type { Bench, Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import { startPeerBehind, startProductBehind } from '../parts/contenders.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;

/** Processor time of a token: a peer that keeps a record of every token, against the product. */
export const durablePeer: Row = {
  name: 'durable-peer',
  says: 'processor time of a token: node-oidc-provider with PostgreSQL (and in memory) against the product',
  measure: async (bench: Bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const clients = await rig.accounts(accounts, 'made');
    const product = await startProductBehind(rig, 'product', { bodies: tokenBodies(clients) });
    const durable = await startPeerBehind(rig, 'durable', {
      ...{ peer: await rig.durablePeer(clients), clients },
      parts: { postgres: rig.database.pid },
    });
    const inMemory = await startPeerBehind(rig, 'memory', { peer: await rig.peer(clients), clients });
    const outcome = await contest(bench, { product, durable, inMemory });
    for (const one of [product, durable, inMemory]) await one.stop();
    const figure = (what: string, values: readonly number[], atLeast: number): Figure => ({
      ...{ row: 'durable-peer', what, spread: spreadOf(values), unit: 'x' },
      target: { direction: 'at least', value: atLeast },
      notes: [],
    });
    const { product: ours, durable: theirs } = outcome;
    const notes = [ours.note, theirs.note, outcome.inMemory.note];
    return [
      {
        ...figure(
          'processor time of a token: durable peer / product',
          ratios(theirs.processor, ours.processor),
          2.5,
        ),
        notes,
      },
      figure('tokens a second: product / durable peer', ratios(ours.perSecond, theirs.perSecond), 2.5),
      figure(
        'processor time of a token: peer in memory / product',
        ratios(outcome.inMemory.processor, ours.processor),
        1,
      ),
    ];
  },
};
