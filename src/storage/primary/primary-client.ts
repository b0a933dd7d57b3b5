import pg from 'pg';
import type { DatabaseHost } from '../../config/database-address.js';
import { assertWritable, setHost } from './host-probe.js';
import type { PrimaryLocator, Session } from './primary-locator.js';

type Callback = (error: Error | null, client?: pg.Client) => void;

/** What to call when a connection does not answer, because the primary may be another host. */
const locators = new WeakMap<pg.ClientBase, () => void>();

/**
 * Has the primary looked for again, because a statement of `client` was not answered in time. When it
 * is another host now, every session at the former one is closed. Does nothing with a URL of one server.
 */
export const suspectPrimaryOf = (client: pg.ClientBase): void => locators.get(client)?.();

/** Returns a client of `pg` that connects to the primary, whichever host that is at the time. */
export const primaryClientOf = (locator: PrimaryLocator): typeof pg.Client =>
  class PrimaryClient extends pg.Client {
    // The two signatures of `pg`: its pool passes a callback.
    override connect(): Promise<this>;
    override connect(callback: Callback): void;
    override connect(callback?: Callback): Promise<this> | undefined {
      const connecting = this.connectToPrimary();
      if (!callback) return connecting;
      connecting.then(
        () => {
          process.nextTick(callback, null, this);
        },
        (error: unknown) => {
          process.nextTick(callback, error);
        },
      );
      return undefined;
    }

    private async connectToPrimary(): Promise<this> {
      const host = await locator.find();
      setHost(this, host);
      const session = sessionOf(this, host, locator);
      try {
        await super.connect();
        await assertWritable(this);
      } catch (error) {
        locator.suspect(host);
        session.close();
        throw error;
      }
      return this;
    }
  };

/** Has the locator know the session while it is open, and learn when it breaks. */
const sessionOf = (client: pg.Client, host: DatabaseHost, locator: PrimaryLocator): Session => {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  const session = {
    host,
    close: () => {
      connection.stream.destroy();
    },
  };
  const suspect = (): void => {
    locator.suspect(host);
  };
  locator.opened(session);
  locators.set(client, suspect);
  // Until the pool has listeners of its own; an error that no one listens to ends the process.
  client.on('error', suspect);
  client.once('end', () => {
    locator.closed(session);
  });
  return session;
};
