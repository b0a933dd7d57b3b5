import type { PresentedCertificate } from '../core/certificate.js';
import type { HashPayer } from '../core/ports.js';
import type { Origin } from '../core/token-request.js';

/**
 * Whom a slow hash is charged to. A certificate in a header is only a claim: charged to it, anybody could use up a merchant's
 * share of the slow hash. NGINX's verdict does not matter: the handshake proved the key.
 */
export const hashPayerOf = ({
  origin,
  certificate,
}: {
  readonly origin: Pick<Origin, 'address'>;
  readonly certificate: PresentedCertificate | null;
}): HashPayer => ({
  address: origin.address,
  fingerprint: certificate?.presentation.way === 'handshake' ? certificate.facts.fingerprint : null,
});
