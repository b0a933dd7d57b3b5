import type { ClientCa } from '../../core/client-cas/client-ca.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/**
 * Returns the authorities whose clients NGINX accepts, oldest first, and the database's time, which
 * decides their expiry.
 */
export class ListClientCas {
  constructor(private readonly database: Reads) {}

  run(): Promise<{ readonly authorities: readonly ClientCa[]; readonly now: Date }> {
    return this.database.read(async (tx) => ({
      authorities: await tx.clientCas.list(),
      now: await tx.now(),
    }));
  }
}
