import {
  type CertificateHolderRefusal,
  type CertificateHolderRefusalQuery,
  CertificateHolderRefusals,
} from '../../core/refusals/certificate-holder-refusals.js';
import { currentReasonOf } from '../../core/refusals/renamed-reasons.js';
import type { Database } from '../database.js';
import { fingerprintBytes } from '../fingerprint-bytes.js';

/**
 * One statement whatever there is, a function of the migrations: it decides what may be said, so that a
 * process that only issues tokens can read no more than its caller.
 */
const readCertificateRefusals = {
  name: 'read-certificate-refusals',
  text: 'SELECT at, contract, reason FROM read_certificate_refusals($1, $2, $3)',
};

interface Row {
  readonly at: Date | null;
  readonly contract: string | null;
  readonly reason: string | null;
}

export class PostgresCertificateHolderRefusals extends CertificateHolderRefusals {
  constructor(private readonly database: Database) {
    super();
  }

  async find({
    fingerprint,
    requestId,
    address,
  }: CertificateHolderRefusalQuery): Promise<(CertificateHolderRefusal | null)[]> {
    const rows = await this.database.query<Row>(readCertificateRefusals, [
      fingerprintBytes(fingerprint),
      requestId,
      address,
    ]);
    return rows.map(({ at, contract, reason }) =>
      at && contract !== null && reason !== null ? { at, contract, reason: currentReasonOf(reason) } : null,
    );
  }
}
