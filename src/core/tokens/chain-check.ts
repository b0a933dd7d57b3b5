import type { CertificateInfo } from '../certificates/certificate.js';
import type { RefusalReason } from '../refusals/refusal.js';

type Reason = Extract<RefusalReason, `certificate_${string}`>;

/**
 * The words of OpenSSL (X509_verify_cert_error_string) that NGINX passes on in `$ssl_client_verify`,
 * and the reason that exists for each. Every other one is about the chain or the gateway's client CAs.
 */
const reasonsByWords: readonly (readonly [RegExp, Reason])[] = [
  [/^certificate has expired$/, 'certificate_expired'],
  [/^certificate is not yet valid$/, 'certificate_not_yet_valid'],
  [/^(unsuitable|unsupported) certificate purpose$/, 'certificate_wrong_usage'],
  [/^certificate revoked$/, 'certificate_revoked'],
  [/^EE certificate key too weak$|explicit ECC parameters$/, 'certificate_weak_key'],
];

const chain: Reason = 'certificate_untrusted';

/**
 * Returns the reason for a certificate that NGINX did not accept. OpenSSL does not say to which
 * certificate of a chain its words belong: where the client's own is within its validity, one of its
 * issuers is not, and the chain is what is wrong.
 */
export const reasonOfChainCheck = (
  sslClientVerify: string,
  { notBefore, notAfter }: Pick<CertificateInfo, 'notBefore' | 'notAfter'>,
  nowMs: number,
): Reason => {
  const words = sslClientVerify.replace(/^FAILED:/, '');
  const reason = reasonsByWords.find(([pattern]) => pattern.test(words))?.[1] ?? chain;
  if (reason === 'certificate_expired') return nowMs > notAfter.getTime() ? reason : chain;
  if (reason === 'certificate_not_yet_valid') return nowMs < notBefore.getTime() ? reason : chain;
  return reason;
};

/** NGINX's words, for the record, with what they mean where they are about the chain. */
export const wordsOfChainCheck = (sslClientVerify: string, reason: RefusalReason): string => {
  const meaning = reason === chain ? meanings.find(([pattern]) => pattern.test(sslClientVerify))?.[1] : null;
  return `NGINX did not accept the certificate: ${sslClientVerify}${meaning ? ` (${meaning})` : ''}`;
};

/** What OpenSSL's words mean where they do not say it to people who do not know them. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [/CRL/, 'this is about the CRLs of the gateway, not about the certificate'],
  [/has expired|not yet valid/, 'not this certificate, but an issuer in its chain'],
  [/self-signed certificate$/, 'no CA signed it, so no intermediates are missing'],
  [/self-signed certificate in certificate chain$/, 'the root of its chain is not among the client CAs'],
  [/signature digest algorithm too weak$/, 'it, or an issuer in its chain, was signed with SHA-1 or older'],
  [/CA certificate key too weak$/, 'the key of an issuer in its chain has too few bits'],
];
