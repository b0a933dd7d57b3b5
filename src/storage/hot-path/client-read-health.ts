import type { Database } from '../database.js';
import type { PostgresClientSnapshotReader } from './postgres-client-snapshot-reader.js';

/** A function of the migrations. It waits longer than a migration that has not got its own lock keeps reads waiting. */
const whatKeepsClientsUnread = {
  name: 'what-keeps-clients-unread',
  text: 'SELECT what_keeps_clients_unread() AS what',
};

/**
 * `ClientReadHealth`: whether this process can read clients and recognise certificates. A client whose token was just
 * recorded needs no read, so that others may get 503 while tokens are recorded.
 */
export class ClientReadHealth {
  #check: Promise<void> | null = null;

  constructor(
    private readonly database: Database,
    private readonly clients: PostgresClientSnapshotReader,
  ) {}

  /** Throws an error that says what keeps clients from being read. Those that ask meanwhile share its answer. */
  check(): Promise<void> {
    return (this.#check ??= this.askDatabase().finally(() => {
      this.#check = null;
    }));
  }

  private async askDatabase(): Promise<void> {
    const [row] = await this.database.query<{ what: string | null }>(whatKeepsClientsUnread);
    if (row?.what) throw new Error(`no client can be read: ${row.what}`);
    await this.clients.readNone();
  }
}
