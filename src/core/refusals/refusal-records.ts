import type { CertificateSummary } from '../certificates/certificate.js';
import type { AccountId, Fingerprint, RequestId } from '../shared/ids.js';

/** `StoredRefusal`: a refusal as it is kept, for the person who asks why. */
export interface StoredRefusal {
  /** A bigint in decimal; newer refusals have larger ids. */
  readonly id: string;
  readonly at: Date;
  readonly requestId: string;
  readonly contract: string;
  readonly listener: string;
  readonly reason: string;
  readonly detail: string;
  readonly clientId: string | null;
  readonly accountId: AccountId | null;
  /** The fingerprint of the presented certificate. */
  readonly fingerprint: Fingerprint | null;
  /** What else is known of that certificate. */
  readonly certificate: Omit<CertificateSummary, 'fingerprint'> | null;
  readonly address: string | null;
}

export interface RefusalFilter {
  readonly account: AccountId;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Only refusals older than the one with this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Finds kept refusals. */
export abstract class RefusalRecords {
  abstract byRequest(requestId: RequestId): Promise<readonly StoredRefusal[]>;
  /** Returns refusals, newest first. */
  abstract ofAccount(filter: RefusalFilter): Promise<readonly StoredRefusal[]>;
}
