import PQueue from 'p-queue';
import { ManagementError } from '../../core/shared/management-error.js';
import { allConnectionsInUse } from './database-failure.js';
import { managementConnectionsMax } from './management-connections.js';

/** The other half of the connections is left for changes. */
const atOnceMax = managementConnectionsMax / 2;

/**
 * `ReadTurns`: lets a few of the reads of a pool run at once, in the order in which they came.
 *
 * Attack: an operator who may only read asks for what takes long, again and again, until every connection of the pool
 * reads. Another operator's revocation would wait behind all of it.
 */
export class ReadTurns {
  readonly #queue = new PQueue({ concurrency: atOnceMax });

  /** Reads wait for as long as a transaction waits for a connection. */
  constructor(private readonly waitMsMax: number) {}

  /** How many reads wait for their turn. */
  get waiting(): number {
    return this.#queue.size;
  }

  /** Throws `ManagementError('unavailable')` when the turn does not come in time. */
  async run<T>(read: () => Promise<T>): Promise<T> {
    const waiting = new AbortController();
    const timer = setTimeout(() => {
      waiting.abort(inUse());
    }, this.waitMsMax);
    const turn = (): Promise<T> => {
      clearTimeout(timer);
      return read();
    };
    return this.#queue.add(turn, { signal: waiting.signal });
  }
}

const inUse = (): ManagementError => new ManagementError('unavailable', allConnectionsInUse);
