import { contest } from '../contest.js';
import type { Figure, Row } from '../figure.js';
import { ratios, spreadOf } from '../pairs.js';
import { tokenBodies } from '../rig.js';

const accounts = 1000;
/**
 * A warm-up, so that V8 has compiled what is measured: at a few hundred handshakes a second it
 * would otherwise compile until the last round.
 */
const warmUp = { keepAlive: true, connections: 32, seconds: 15 } as const;

/** A full handshake for each request: the product against NGINX answering by itself. */
export const newConnection: Row = {
  name: 'new-connection',
  says: 'a full mutual TLS handshake for each token, against NGINX answering one of them by itself',
  measure: async (bench): Promise<readonly Figure[]> => {
    const { rig } = bench;
    const clients = await rig.accounts(accounts, 'made');
    const product = await rig.product();
    const proxy = await rig.proxy({
      name: 'new',
      upstream: product.upstream,
      bodies: tokenBodies(clients),
    });
    const limit = await rig.proxy({ name: 'limit', answer: await rig.ask(proxy) });
    await rig.load({ url: proxy.url, ...warmUp });
    const outcome = await contest(bench, {
      limit: {
        load: { url: limit.url, keepAlive: false },
        bound: 'certificate',
        parts: { nginx: limit.pid },
      },
      product: {
        load: { url: proxy.url, keepAlive: false },
        bound: 'certificate',
        parts: { application: product.pid, postgres: rig.database.pid, nginx: proxy.pid },
      },
    });
    for (const part of [proxy, limit, product]) await part.stop();
    return [
      {
        row: 'new-connection',
        what: 'issue, new connection each: product / NGINX limit',
        spread: spreadOf(ratios(outcome.product.perSecond, outcome.limit.perSecond)),
        unit: 'x',
        target: { direction: 'at least', value: 0.95 },
        notes: [outcome.product.note, outcome.limit.note],
      },
    ];
  },
};
