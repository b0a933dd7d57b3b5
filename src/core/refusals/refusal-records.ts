import type { CertificateSummary } from '../certificates/certificate.js';
import type { AccountId, Fingerprint, RequestId } from '../shared/ids.js';

/** A refusal as it is kept, for whoever may ask why. */
export interface StoredRefusal {
  /** A bigint in decimal; later ones are larger. */
  readonly id: string;
  readonly at: Date;
  readonly requestId: string;
  readonly contract: string;
  readonly listener: string;
  readonly reason: string;
  readonly detail: string;
  readonly clientId: string | null;
  readonly accountId: AccountId | null;
  /** Of the certificate that was presented. */
  readonly fingerprint: Fingerprint | null;
  /** What else is known of it. */
  readonly certificate: Omit<CertificateSummary, 'fingerprint'> | null;
  readonly address: string | null;
}

export interface RefusalFilter {
  readonly account: AccountId;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Older than the one with this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Finds kept refusals. */
export abstract class RefusalRecords {
  abstract byRequest(requestId: RequestId): Promise<readonly StoredRefusal[]>;
  /** Newest first. */
  abstract ofAccount(filter: RefusalFilter): Promise<readonly StoredRefusal[]>;
}
