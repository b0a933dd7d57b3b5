import type { PresentedCertificate } from '../core/certificates/certificate.js';
import type { HashQuotaKey } from '../core/credentials/secret-verifier.js';
import type { RequestSource } from '../core/tokens/token-request.js';
import { provenFingerprint } from '../core/tokens/verified-certificate.js';

/**
 * Returns the quota key that a slow hash counts against. A certificate in a header is only a claim:
 * if it counted, an attacker could use up a merchant's share of the slow hash. NGINX's verdict does
 * not matter: the handshake proved possession of the key.
 */
export const toHashQuotaKey = (
  {
    source,
    certificate,
  }: {
    readonly source: Pick<RequestSource, 'address'>;
    readonly certificate: PresentedCertificate | null;
  },
  isLinked: boolean,
): HashQuotaKey => ({
  address: source.address,
  fingerprint: certificate?.presentation.way === 'handshake' ? certificate.info.fingerprint : null,
  linked: isLinked && provenFingerprint(certificate) !== null,
});
