import type { PresentedCertificate } from '../core/certificates/certificate.js';
import type { HashClass, HashQuotaKey } from '../core/credentials/secret-verifier.js';
import type { AccountId } from '../core/shared/ids.js';
import type { RequestSource } from '../core/tokens/token-request.js';
import { provenFingerprint } from '../core/tokens/verified-certificate.js';

interface Charged {
  readonly source: Pick<RequestSource, 'address'>;
  readonly certificate: PresentedCertificate | null;
}

/**
 * Returns the quota key that the slow hash of a client's secret counts against. `linkedTo` is the
 * client's account, when the presented certificate is linked to it.
 */
export const clientQuotaKey = (request: Charged, linkedTo: AccountId | null): HashQuotaKey =>
  linkedTo !== null && provenFingerprint(request.certificate) !== null
    ? { ...quotaKey(request, 'linked'), accountId: linkedTo }
    : quotaKey(request, 'unlinked');

/**
 * Returns the quota key of a password. A password needs no certificate, so nothing tells a user from
 * an attacker before the hash: users share one class.
 */
export const userQuotaKey = (request: Charged): HashQuotaKey => quotaKey(request, 'user');

/**
 * A certificate in a header is only a claim: if it counted, an attacker could use up a merchant's
 * share of the slow hash. NGINX's verdict does not matter: the handshake proved possession of the
 * key.
 */
const quotaKey = ({ source, certificate }: Charged, hashClass: HashClass): HashQuotaKey => ({
  address: source.address,
  fingerprint: certificate?.presentation.way === 'handshake' ? certificate.info.fingerprint : null,
  hashClass,
  accountId: null,
});
