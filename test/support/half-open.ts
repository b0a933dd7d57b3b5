import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** The first bytes of a ClientHello: NGINX waits for the rest. */
const pieceOfClientHello = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00, 0x01]);
/** Not the address of the good clients, so that it is plain who is limited. */
const floodingAddress = '127.0.0.2';
/** Connections that are being opened at once; with more, the client would be the limit. */
const openingAtOnce = 200;

/** Connections of one address whose handshake never ends. */
export interface Flood {
  /** How many are open at the moment. */
  readonly open: () => number;
  readonly stop: () => void;
}

/** Opens `connections` of them, and each again when it is closed. Loopback only. */
export const floodWithHalfOpen = (port: number, connections: number, reopenAfterMs = 5): Flood => {
  const sockets = new Set<Socket>();
  let [opening, open, stopped] = [0, 0, false];
  const fill = (): void => {
    while (!stopped && opening < openingAtOnce && sockets.size < connections) begin();
  };
  const begin = (): void => {
    opening += 1;
    let connected = false;
    const socket = connect({ host: '127.0.0.1', port, localAddress: floodingAddress });
    sockets.add(socket);
    socket.once('connect', () => {
      connected = true;
      opening -= 1;
      open += 1;
      socket.write(pieceOfClientHello);
    });
    socket.on('error', () => undefined);
    socket.resume();
    socket.once('close', () => {
      sockets.delete(socket);
      if (connected) open -= 1;
      else opening -= 1;
    });
  };
  fill();
  // Not at each close: one that is refused at once must not keep this process from everything else.
  const filling = setInterval(fill, reopenAfterMs);
  return {
    open: () => open,
    stop: () => {
      stopped = true;
      clearInterval(filling);
      for (const socket of sockets) socket.destroy();
    },
  };
};

/** What a good client met: how often it asked, and when (milliseconds from the start) it failed. */
export interface Served {
  readonly requested: number;
  readonly failedAtMs: readonly number[];
  /** The errors of those that got no answer. */
  readonly reasons: readonly string[];
}

const withinMs = 4000;

/** Asks every 200 ms over a new connection, without waiting for the answer before, for `durationMs`. */
export const askThroughout = async (
  ask: () => Promise<{ readonly status: number }>,
  durationMs: number,
): Promise<Served> => {
  const beganAt = performance.now();
  const failedAtMs: number[] = [];
  const reasons = new Set<string>();
  const requested: Promise<unknown>[] = [];
  while (performance.now() < beganAt + durationMs) {
    const askedAt = Math.round(performance.now() - beganAt);
    const answered = ask().then(
      ({ status }) => status < 300,
      (reason: unknown) => {
        reasons.add(String(reason));
        return false;
      },
    );
    const withTimeout = Promise.race([answered, pause(withinMs, false)]);
    requested.push(withTimeout.then((good) => good || failedAtMs.push(askedAt)));
    await pause(200);
  }
  await Promise.all(requested);
  return {
    requested: requested.length,
    failedAtMs: failedAtMs.sort((one, other) => one - other),
    reasons: [...reasons],
  };
};
