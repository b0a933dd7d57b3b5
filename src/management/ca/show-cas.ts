import type { StoredCa } from '../../core/ca/certificate-authority.js';
import type { Reads } from '../../core/shared/unit-of-work.js';

/**
 * Returns the gateway's authorities, newest first, and the database's time, which decides their
 * expiry.
 */
export class ShowCas {
  constructor(private readonly database: Reads) {}

  run(): Promise<{ readonly cas: readonly StoredCa[]; readonly now: Date }> {
    return this.database.read(async (tx) => ({
      cas: await tx.cas.list(),
      now: await tx.now(),
    }));
  }
}
