import type { PresentedCertificate } from '../certificates/certificate.js';
import type { Fingerprint } from '../shared/ids.js';

/**
 * Returns whether the TLS handshake of this connection proved the private key and NGINX trusts the
 * chain. NGINX also passes on certificates that failed its check, with `$ssl_client_verify`; a certificate
 * in a header is only a text.
 */
export const isVerified = ({ presentation }: PresentedCertificate): boolean =>
  presentation.way === 'handshake' && isTrusted(presentation.sslClientVerify);

/**
 * Returns whether NGINX trusts the chain of the handshake's certificate. The argument is the value
 * of `$ssl_client_verify`.
 */
export const isTrusted = (sslClientVerify: string): boolean => sslClientVerify === 'SUCCESS';

/** What a connection proves of a client certificate. */
export interface CertificateProof {
  /** The certificate of the TLS handshake; set only when NGINX trusts its chain. */
  readonly certificateFingerprint: Fingerprint | null;
  /** Why NGINX did not accept the certificate of the handshake, in the words of OpenSSL; `null` when it did, or when there is none. */
  readonly certificateProblem: string | null;
}

/** A certificate that failed NGINX's check proves nothing, and neither does one in a header. */
export const certificateProofOf = (presented: PresentedCertificate | null): CertificateProof => ({
  certificateFingerprint: provenFingerprint(presented),
  certificateProblem: problemOf(presented),
});

const problemOf = (presented: PresentedCertificate | null): string | null => {
  const isRejected = presented?.presentation.way === 'handshake' && !isVerified(presented);
  return isRejected ? presented.presentation.sslClientVerify.replace(/^FAILED:/, '') : null;
};

/**
 * Returns the fingerprint of a proven certificate; `null` for none, and for one that proves
 * nothing.
 */
export const provenFingerprint = (presented: PresentedCertificate | null): Fingerprint | null =>
  presented && isVerified(presented) ? presented.info.fingerprint : null;
