/** The contenders of a token over mutual TLS: the product, the floor and the peers, each behind an NGINX of its own. */
import type { Contender } from '../contest.js';
import { formBodies, type Rig, tokenBodies } from '../rig.js';
import type { BenchProxyInput } from './bench-proxy.js';
import type { BenchClient } from './database.js';
import type { Server } from './servers.js';

/** A contender, and how it is stopped. */
export interface Started extends Contender {
  stop(): Promise<void>;
}

/** The part of `rig` that starts a contender: another build's rig has it as well. */
type Starting = Pick<Rig, 'database' | 'proxy' | 'product'>;

const stopping =
  (...parts: readonly { stop(): Promise<void> }[]) =>
  async (): Promise<void> => {
    for (const part of parts) await part.stop();
  };

/** `bodies`: of the clients that ask, in the words of `BenchProxyInput`. `settings`: of the application, where it has others. */
export const startProductBehind = async (
  rig: Starting,
  name: string,
  bodies: Pick<BenchProxyInput, 'bodies' | 'manyBodies'>,
  settings?: Readonly<Record<string, string>>,
): Promise<Started> => {
  const product = await rig.product(settings);
  const proxy = await rig.proxy({ name, upstream: product.upstream, ...bodies });
  return {
    load: { url: proxy.url, keepAlive: true },
    bound: 'certificate',
    parts: { application: product.pid, postgres: rig.database.pid, nginx: proxy.pid },
    stop: stopping(proxy, product),
  };
};

export const startFloorBehind = async (rig: Rig, clients: readonly BenchClient[]): Promise<Started> => {
  const floor = await rig.floor(clients);
  const proxy = await rig.proxy({ name: 'floor', upstream: floor.upstream, bodies: tokenBodies(clients) });
  return {
    load: { url: proxy.url, keepAlive: true },
    bound: 'header',
    parts: { floor: floor.pid, nginx: proxy.pid },
    stop: stopping(proxy, floor),
  };
};

export const startPeerBehind = async (
  rig: Rig,
  name: string,
  {
    peer,
    clients,
    parts = {},
  }: {
    readonly peer: Server;
    readonly clients: readonly BenchClient[];
    readonly parts?: Readonly<Record<string, number>>;
  },
): Promise<Started> => {
  const proxy = await rig.proxy({ name, upstream: peer.upstream, bodies: formBodies(clients) });
  return {
    load: { url: proxy.url, keepAlive: true, contentType: 'application/x-www-form-urlencoded' },
    bound: 'certificate',
    parts: { peer: peer.pid, ...parts, nginx: proxy.pid },
    stop: stopping(proxy, peer),
  };
};
