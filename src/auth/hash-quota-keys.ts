import type { PresentedCertificate } from '../core/certificates/certificate.js';
import type { HashClass, HashQuotaKey } from '../core/credentials/secret-verifier.js';
import type { AccountId } from '../core/shared/ids.js';
import { networkOf } from '../core/shared/network-of.js';
import type { RequestSource } from '../core/tokens/token-request.js';
import { provenFingerprint } from '../core/tokens/verified-certificate.js';

interface HashRequest {
  readonly source: RequestSource;
  readonly certificate: PresentedCertificate | null;
}

/**
 * Returns the quota key that the slow hash of a client's secret counts against. `linkedTo` is the
 * client's account, when the presented certificate is linked to it.
 */
export const clientQuotaKey = (request: HashRequest, linkedTo: AccountId | null): HashQuotaKey =>
  quotaKey(request, linkedTo, 'unlinked');

/** Returns the same for the password of a user; `linkedTo` is the user's account. */
export const userQuotaKey = (request: HashRequest, linkedTo: AccountId | null): HashQuotaKey =>
  quotaKey(request, linkedTo, 'user');

/**
 * A certificate in a header is only a claim: if it counted, an attacker could use up a merchant's
 * share of the slow hash.
 */
const quotaKey = (
  { source, certificate }: HashRequest,
  linkedTo: AccountId | null,
  otherwise: HashClass,
): HashQuotaKey => ({
  queue: source.listener === 'admin' ? 'operators' : 'merchants',
  ...(linkedTo !== null && provenFingerprint(certificate) !== null
    ? { hashClass: 'linked', quotaOwner: `account ${linkedTo}` }
    : { hashClass: otherwise, quotaOwner: addressOf(source) }),
});

/** Over a Unix socket nothing tells clients apart: each request counts by itself. */
const addressOf = ({ address, requestId }: RequestSource): string =>
  address === null ? `request ${requestId}` : `address ${networkOf(address)}`;
