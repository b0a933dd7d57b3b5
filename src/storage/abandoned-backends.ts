import type pg from 'pg';
import { openClient } from './primary/connection-to.js';

/** To connect, and to answer. */
const withinMs = 3000;

/**
 * What is abandoned runs in one state since before that, so a backend with the same number that did
 * something meanwhile is another one: after a failover, or behind a proxy, numbers come again. One
 * that is idle never got the statement, or its answer was lost, and nothing will come over its
 * connection any more: it is ended, so that it holds neither a lock nor a place at the server.
 */
const lookFor = `
  SELECT CASE state WHEN 'active' THEN true ELSE NOT pg_terminate_backend(pid) END AS runs
  FROM pg_stat_activity
  WHERE pid = $1 AND usename = current_user AND clock_timestamp() - state_change >= $2 * interval '1 millisecond'`;

/**
 * `AbandonedBackends`: whether the server still runs what was abandoned, asked over a connection of
 * its own. A connection that is frozen, by a proxy or a firewall that forgot it, never says so itself.
 *
 * Behind a PgBouncer the numbers are its own, so nothing is found; its `default_pool_size` limits
 * what runs at the server then.
 */
export class AbandonedBackends {
  /** One at a time: many statements are abandoned at once, and these connections are in no pool. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly url: () => string) {}

  /** Returns whether the backend of `client` no longer runs what was abandoned `sinceMs` ago. Never rejects. */
  hasEnded(client: pg.ClientBase, sinceMs: number): Promise<boolean> {
    const { processID } = client as { processID?: number | null };
    const looked = this.#last.then(() => this.look(processID, sinceMs)).catch(() => false);
    this.#last = looked;
    return looked;
  }

  private async look(processId: number | null | undefined, sinceMs: number): Promise<boolean> {
    const client = openClient(this.url(), {
      application_name: 'portaria cancel',
      connectionTimeoutMillis: withinMs,
      query_timeout: withinMs,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      const { rows } = await client.query<{ runs: boolean }>(lookFor, [processId, Math.floor(sinceMs)]);
      return !rows.some(({ runs }) => runs);
    } finally {
      client.end().catch(() => undefined);
    }
  }
}
