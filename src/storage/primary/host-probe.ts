import pg from 'pg';
import type { DatabaseHost } from '../../config/database-address.js';
import { errorMessageOf } from '../../core/shared/error-message.js';

/** A host that has not answered by then is left out, such as one whose machine stands still. */
const probeMsMax = 1000;

/** What libpq asks for `target_session_attrs=read-write`. */
const isWritable = `SELECT current_setting('transaction_read_only') = 'off' AS writable`;

/** Makes a client that is not connected yet connect to `host`. */
export const setHost = (client: pg.Client, { host, port }: DatabaseHost): void => {
  client.host = host.replace(/^\[(.*)\]$/, '$1');
  client.port = port;
};

/** Throws when the session is at a standby, or at a server that accepts no writes. */
export const assertWritable = async (client: pg.Client): Promise<void> => {
  const { rows } = await client.query<{ writable: boolean }>({
    text: isWritable,
    ...{ query_timeout: probeMsMax },
  });
  if (rows[0]?.writable !== true) throw new Error('the server accepts no writes');
};

/** Resolves when `host` accepts writes. */
export const probe = async (url: string, host: DatabaseHost): Promise<void> => {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'portaria primary',
    connectionTimeoutMillis: probeMsMax,
  });
  client.on('error', () => undefined);
  setHost(client, host);
  try {
    await client.connect();
    await assertWritable(client);
  } catch (error) {
    const words = errorMessageOf(error);
    throw new Error(`${host.host}:${String(host.port)}: ${words}`, { cause: error });
  } finally {
    // A frozen server does not answer the goodbye either.
    client.end().catch(() => undefined);
  }
};
