/**
 * Every connection of the product is opened with what this folder returns. This folder owns the choice of
 * the server, when a URL has `target_session_attrs=read-write`, which the driver does not know. It must never
 * hand out a session at a server that accepts no writes.
 */
import pg from 'pg';
import { databaseAddress } from '../../config/database-address.js';
import { primaryClientOf } from './primary-client.js';
import { PrimaryLocator } from './primary-locator.js';

interface ConnectionOptions {
  readonly connectionString: string;
  readonly Client: typeof pg.Client;
}

/** One for each URL, so that what one pool learns of a failover, the others know. */
const known = new Map<string, ConnectionOptions>();

/** Returns the options of a pool of `pg` for a URL. */
export const connectionTo = (url: string): ConnectionOptions => {
  const options = known.get(url) ?? optionsFor(url);
  known.set(url, options);
  return options;
};

/** Returns a client for a URL, which is not connected yet. */
export const openClient = (url: string, config: pg.ClientConfig): pg.Client => {
  const { connectionString, Client } = connectionTo(url);
  return new Client({ ...config, connectionString });
};

const optionsFor = (text: string): ConnectionOptions => {
  const { hosts, writable, url } = databaseAddress(text);
  if (!writable) return { connectionString: url, Client: pg.Client };
  return { connectionString: url, Client: primaryClientOf(new PrimaryLocator(hosts, url)) };
};
