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

/**
 * Returns the fingerprint of a proven certificate; `null` for none, and for one that proves
 * nothing.
 */
export const provenFingerprint = (presented: PresentedCertificate | null): Fingerprint | null =>
  presented && isVerified(presented) ? presented.info.fingerprint : null;
