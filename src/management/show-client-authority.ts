import type { CertificateReader } from '../core/ports.js';
import type { Reads } from '../core/shared/unit-of-work.js';
import type { TrustedAuthority } from '../core/trusted-authority.js';
import { type CutOff, cutOffBy } from './cut-off.js';
import { meantClientAuthority } from './meant-client-authority.js';

/** An authority of the client CA bundle, and whom it would cut off to remove it. */
export class ShowClientAuthority {
  constructor(
    private readonly database: Reads,
    private readonly reader: CertificateReader,
  ) {}

  /** `fingerprint` whole, or its first digits. */
  run(
    fingerprint: string,
  ): Promise<{ readonly authority: TrustedAuthority; readonly cutOff: readonly CutOff[] }> {
    return this.database.read(async (tx) => {
      const authority = meantClientAuthority(await tx.clientCas.list(), fingerprint);
      return { authority, cutOff: await cutOffBy(tx, this.reader, authority) };
    });
  }
}
