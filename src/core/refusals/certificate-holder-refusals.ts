import type { Fingerprint, RequestId } from '../shared/ids.js';

/** `CertificateHolderRefusalQuery`: who asks for which request. */
export interface CertificateHolderRefusalQuery {
  /** Of the certificate whose private key the caller proved. */
  readonly fingerprint: Fingerprint;
  readonly requestId: RequestId;
  /** From where the caller asks; `null` is in no network of an account that names its networks. */
  readonly address: string | null;
}

/** `CertificateHolderRefusal`: what the holder of a certificate may know of a rejected request. */
export interface CertificateHolderRefusal {
  readonly at: Date;
  readonly contract: string;
  readonly reason: string;
}

/**
 * Finds the rejections of a request in which a certificate was presented. A reason is returned only
 * for a certificate that is linked to one account alone, an active link of a merchant, whose own
 * client was refused; otherwise there is `null` in its place. Attack: with any certificate of a
 * trusted authority, a thief asks for tokens in the names of others, and reads from the reasons
 * which clients exist and which of the stolen parts is valid.
 */
export abstract class CertificateHolderRefusals {
  /** Throws `Refusal('unavailable')` when the database cannot be asked. */
  abstract find(query: CertificateHolderRefusalQuery): Promise<readonly (CertificateHolderRefusal | null)[]>;
}
