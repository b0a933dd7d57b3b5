import type { PresentedCertificate } from '../certificate.js';
import type { Fingerprint } from '../ids.js';

/**
 * Whether the TLS handshake of this connection proved the private key and NGINX trusts the chain. NGINX hands on certificates
 * that failed its check as well, with its verdict; and a certificate in a header is only a text.
 */
export const isProven = ({ presentation }: PresentedCertificate): boolean =>
  presentation.way === 'handshake' && isTrusted(presentation.verdict);

/** Whether NGINX trusts the chain of a certificate of the handshake, by the word that `$ssl_client_verify` has for it. */
export const isTrusted = (verdict: string): boolean => verdict === 'SUCCESS';

/** The fingerprint of a proven certificate; `null` for none, and for one that proves nothing. */
export const provenFingerprint = (presented: PresentedCertificate | null): Fingerprint | null =>
  presented && isProven(presented) ? presented.facts.fingerprint : null;
