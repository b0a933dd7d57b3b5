import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import type { AbandonedBackends } from './abandoned-backends.js';
import { requestCancel } from './cancel-request.js';
import { confirmed } from './confirmed-commit.js';
import { suspectPrimaryOf } from './primary/primary-client.js';

/** Between two requests to cancel the same statement. */
const againMs = 2000;
/** After so many requests that reached no server, the server is gone, and its backend with it. */
const unreachableMax = 3;
/**
 * A server that takes the request proves nothing of the connection: behind a proxy that forgot it, it
 * may be another server. After so many requests, about 15 s, and each time again, the backend itself is
 * looked for.
 */
const timesPerLook = 7;

/**
 * Runs statements with a limit on the client's side, because a PgBouncer refuses a
 * `statement_timeout` in the startup packet, and a wait for a synchronous standby ignores it.
 *
 * What is abandoned is cancelled at the server, and its connection stays in the pool's count until the
 * server has ended the statement. PostgreSQL does not notice a closed socket while a statement waits:
 * a pool that only closes it opens another backend every few seconds, until the server takes no
 * login any more, an operator's included.
 */
export class TimedStatements {
  readonly #closing = new AbortController();
  #abandoned = 0;

  constructor(
    private readonly limitMs: number,
    private readonly backends: AbandonedBackends,
  ) {}

  /** The number of connections whose statement was abandoned and has not ended at the server. */
  get abandoned(): number {
    return this.#abandoned;
  }

  /** Runs a statement on a connection that was taken from a pool, and gives the connection back. */
  run<Row extends pg.QueryResultRow>(
    client: pg.PoolClient,
    statement: pg.QueryConfig,
  ): Promise<pg.QueryResult<Row>> {
    return this.runAll(client, () => client.query<Row>(statement));
  }

  /** The same for several statements, such as those of a transaction: the limit is for all of them together. */
  async runAll<T>(client: pg.PoolClient, work: () => Promise<T>): Promise<T> {
    // A connection that breaks rejects the statement; the event beside it must not end the process.
    client.on('error', ignore);
    const running = confirmed(client, work);
    try {
      const result = await withTimeout(running, this.limitMs);
      giveBack(client, false);
      return result;
    } catch (error) {
      if (error instanceof StatementTimeout) void this.abandon(client, running);
      // After any error, as `pool.query` does: a plan that no longer fits its result fails on this
      // connection for ever.
      else giveBack(client, true);
      throw error;
    }
  }

  /** From now on, abandoned connections are closed without waiting for the server. */
  close(): void {
    this.#closing.abort();
  }

  private async abandon(client: pg.PoolClient, running: Promise<unknown>): Promise<void> {
    this.#abandoned += 1;
    await cancelUntilEnded({ client, running, backends: this.backends }, this.#closing.signal);
    this.#abandoned -= 1;
    giveBack(client, true);
  }
}

/** `Abandoned`: what a connection runs and nothing waits for any more. */
export interface Abandoned {
  readonly client: pg.ClientBase;
  readonly running: Promise<unknown>;
  readonly backends: AbandonedBackends;
}

/**
 * Asks the server to cancel what `client` runs, again and again until it has ended. Returns without
 * that when the server is gone, or its backend, or after `signal`: the connection has to be closed
 * then. Never rejects.
 */
export const cancelUntilEnded = async (
  { client, running, backends }: Abandoned,
  signal: AbortSignal,
): Promise<void> => {
  const ended = running.then(isTrue, isTrue);
  suspectPrimaryOf(client);
  for (let times = 1, unreachable = 0; !signal.aborted && unreachable < unreachableMax; times += 1) {
    const answer = await requestCancel(client);
    if (answer !== 'unknown') unreachable = answer === 'reached' ? 0 : unreachable + 1;
    if (await Promise.race([ended, pause(againMs, false, { signal, ref: false }).catch(isTrue)])) return;
    // At least as long as the pauses ago; it began earlier still.
    if (times % timesPerLook === 0 && (await backends.hasEnded(client, times * againMs))) return;
  }
};

export class StatementTimeout extends Error {
  constructor(limitMs: number) {
    super(`the statement took longer than ${String(limitMs)} ms`);
  }
}

const ignore = (): void => undefined;
const isTrue = (): boolean => true;

const giveBack = (client: pg.PoolClient, broken: boolean): void => {
  client.release(broken);
  client.removeListener('error', ignore);
};

/** Throws `StatementTimeout` when `running` takes longer; what runs goes on. */
export const withTimeout = async <T>(running: Promise<T>, limitMs: number): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new StatementTimeout(limitMs));
    }, limitMs);
  });
  try {
    return await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
};
