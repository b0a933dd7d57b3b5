import type { ClientCa } from '../../core/client-cas/client-ca.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/**
 * Returns the authorities whose clients NGINX accepts, oldest first, and the database's time, which
 * decides their expiry.
 */
export class ListClientCas {
  constructor(private readonly database: Reads) {}

  run(): Promise<{ readonly clientCas: readonly ClientCa[]; readonly now: Date }> {
    return this.database.read(async (tx) => ({
      clientCas: await tx.clientCas.list(),
      now: await tx.now(),
    }));
  }
}
