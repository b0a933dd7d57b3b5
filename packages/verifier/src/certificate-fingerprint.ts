import { X509Certificate } from 'node:crypto';

/**
 * A client certificate, or its SHA-256 fingerprint in hex, or its PEM, plain or percent-encoded.
 */
export type ClientCertificate = X509Certificate | string;

const fingerprintGrammar = /^[0-9a-f]{64}$/;

/**
 * Returns the SHA-256 of the DER, 64 lower-case hex digits; `null` when there is no certificate, or
 * it cannot be understood.
 */
export const certificateFingerprintOf = (
  certificate: ClientCertificate | null | undefined,
): string | null => {
  if (certificate === null || certificate === undefined || certificate === '') return null;
  if (typeof certificate !== 'string') return folded(certificate.fingerprint256);
  const fingerprint = folded(certificate);
  return fingerprintGrammar.test(fingerprint) ? fingerprint : fingerprintOfPem(certificate);
};

const folded = (fingerprint: string): string => fingerprint.replaceAll(':', '').toLowerCase();

const fingerprintOfPem = (text: string): string | null => {
  try {
    const pem = text.includes('%') ? decodeURIComponent(text) : text;
    // Several certificates are refused: the parser would take the first, and the sender of the
    // header may have meant another.
    return pem.split('-----BEGIN ').length === 2 ? folded(new X509Certificate(pem).fingerprint256) : null;
  } catch {
    return null;
  }
};
