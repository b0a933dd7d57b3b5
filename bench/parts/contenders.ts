/** The contenders of a token over mutual TLS: the product, the floor and the peers, each behind an NGINX of its own. */
import type { Contender } from '../contest.js';
import { formBodies, type Rig, tokenBodies } from '../rig.js';
import type { BenchClient } from './database.js';
import type { FrontInput } from './front.js';
import type { Server } from './servers.js';

/** A contender, and how it is stopped. */
export interface Started extends Contender {
  stop(): Promise<void>;
}

/** The part of `rig` that starts a contender: another build's rig has it as well. */
type Starting = Pick<Rig, 'database' | 'front' | 'product'>;

const stopping =
  (...parts: readonly { stop(): Promise<void> }[]) =>
  async (): Promise<void> => {
    for (const part of parts) await part.stop();
  };

/** `bodies`: of the clients that ask, in the words of `FrontInput`. */
export const startProductBehind = async (
  rig: Starting,
  name: string,
  bodies: Pick<FrontInput, 'bodies' | 'manyBodies'>,
): Promise<Started> => {
  const product = await rig.product();
  const front = await rig.front({ name, upstream: product.upstream, ...bodies });
  return {
    load: { url: front.url, keepAlive: true },
    bound: 'certificate',
    parts: { application: product.pid, postgres: rig.database.pid, nginx: front.pid },
    stop: stopping(front, product),
  };
};

export const startFloorBehind = async (rig: Rig, clients: readonly BenchClient[]): Promise<Started> => {
  const floor = await rig.floor(clients);
  const front = await rig.front({ name: 'floor', upstream: floor.upstream, bodies: tokenBodies(clients) });
  return {
    load: { url: front.url, keepAlive: true },
    bound: 'header',
    parts: { floor: floor.pid, nginx: front.pid },
    stop: stopping(front, floor),
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
  const front = await rig.front({ name, upstream: peer.upstream, bodies: formBodies(clients) });
  return {
    load: { url: front.url, keepAlive: true, contentType: 'application/x-www-form-urlencoded' },
    bound: 'certificate',
    parts: { peer: peer.pid, ...parts, nginx: front.pid },
    stop: stopping(front, peer),
  };
};
