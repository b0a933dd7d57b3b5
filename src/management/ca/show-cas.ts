import type { StoredCa } from '../../core/ca/certificate-authority.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/**
 * Returns the gateway's authorities, newest first, and the database's time, which decides their
 * expiry.
 */
export class ShowCas {
  constructor(private readonly database: Reads) {}

  run(): Promise<{ readonly authorities: readonly StoredCa[]; readonly now: Date }> {
    return this.database.read(async (tx) => ({
      authorities: await tx.cas.list(),
      now: await tx.now(),
    }));
  }
}
