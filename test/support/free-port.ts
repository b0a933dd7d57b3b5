import { randomInt } from 'node:crypto';
import getPort from 'get-port';

/** Below what Linux gives to outgoing connections (`ip_local_port_range`, from 32768 on). */
const [portMin, portMax] = [10_000, 32_000];
const candidates = 50;

/**
 * Resolves to a free port for a program that listens on it later. A port that the system chooses would be one of those for
 * outgoing connections: one of them, or another test, could take it in the meantime.
 */
export const freePort = (): Promise<number> =>
  getPort({ port: Array.from({ length: candidates }, () => randomInt(portMin, portMax)) });
