import type { Socket } from 'node:net';

/** Less than a check may take, so that the check can say which part does not answer. */
const probeMs = 8000;

/** `ProbeTimeout`: a server gave no answer within the time of a probe. */
export class ProbeTimeout extends Error {
  constructor(
    place: string,
    /** Whether it accepted the connection: a process that is stopped still does. */
    readonly isConnected: boolean,
  ) {
    super(`${place} ${isConnected ? 'accepts connections and does not answer' : 'accepts no connection'}`);
  }
}

/** `LimitedProbe`: what a probe has: when it must end, and whom it tells of its connection. */
export interface LimitedProbe {
  readonly signal: AbortSignal;
  readonly watch: (socket: Socket) => void;
}

/** Runs a probe of `place`. Throws `ProbeTimeout` when it gets no answer. */
export const withinProbeLimit = async <T>(
  { host, port }: { readonly host: string; readonly port: number },
  signal: AbortSignal,
  probe: (limited: LimitedProbe) => Promise<T>,
): Promise<T> => {
  const limit = AbortSignal.timeout(probeMs);
  let isConnected = false;
  const watch = (socket: Socket): void => {
    socket.once('connect', () => {
      isConnected = true;
    });
  };
  try {
    return await probe({ signal: AbortSignal.any([signal, limit]), watch });
  } catch (error) {
    if (limit.aborted && !signal.aborted) throw new ProbeTimeout(`${host}:${String(port)}`, isConnected);
    throw error;
  }
};
