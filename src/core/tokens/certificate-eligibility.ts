import {
  type CertificateInfo,
  mayAuthenticateClients,
  type PresentedCertificate,
} from '../certificates/certificate.js';
import type { ClientCertificatePolicy } from '../credentials/credential.js';
import type { Fingerprint } from '../shared/ids.js';
import { reasonOfChainCheck, wordsOfChainCheck } from './chain-check.js';
import type { ClientSnapshot, SnapshotClient } from './client-snapshot.js';
import { type Finding, findingIf } from './finding.js';
import { isVerified } from './verified-certificate.js';

/**
 * What the database knows of a presented certificate, and the CNPJ that `client` requires on it.
 */
type CertificateState = Pick<ClientSnapshot, 'nowMs' | 'certificate'> & {
  readonly client: Pick<SnapshotClient, 'requiredTaxId'> | null;
};

/** Returns every reason against a presented certificate, worst first; empty when there is none. */
export const certificateFindings = (
  presented: PresentedCertificate | null,
  policy: ClientCertificatePolicy | null,
  { nowMs, client, certificate }: CertificateState,
): Finding[] => {
  if (!presented)
    return findingIf(policy !== 'none', 'certificate_required', () => 'no certificate was presented');
  const { info } = presented;
  return [
    ...presentationFindings(presented, policy, nowMs),
    ...certificateStatusFindings(info.fingerprint, certificate),
    ...holderFindings(info, client?.requiredTaxId ?? null),
    ...validityFindings(info, nowMs),
    ...strengthFindings(info),
  ];
};

/**
 * Returns whether the certificate was unlinked or revoked. `known` is `null` when no account ever
 * had it linked.
 */
export const certificateStatusFindings = (
  fingerprint: Fingerprint,
  known: { readonly linked: boolean; readonly revoked: boolean } | null,
): Finding<'certificate_not_linked' | 'certificate_revoked'>[] => {
  const name = `certificate ${fingerprint}`;
  const where = known ? 'it is known, but not linked to this account' : 'it was never linked to any account';
  return [
    ...findingIf(!known?.linked, 'certificate_not_linked', () => `${name}: ${where}`),
    ...findingIf(known?.revoked === true, 'certificate_revoked', () => `${name} was revoked`),
  ];
};

const presentationFindings = (
  presented: PresentedCertificate,
  policy: ClientCertificatePolicy | null,
  nowMs: number,
): Finding[] => {
  const { presentation } = presented;
  if (presentation.way === 'header')
    return findingIf(
      // Without a policy the contract is not allowed. That is told to a client which proved all else:
      // a thief of a secret would learn that it is right with a header, which proves nothing.
      policy === 'tls' || policy === null,
      'certificate_not_in_handshake',
      () =>
        policy === null
          ? 'the certificate came in a header, which proves nothing'
          : 'the certificate came in a header; this credential needs it in the TLS handshake (policy tls)',
    );
  // NGINX also passes on certificates that failed its check, so that the refusal can be recorded
  // here.
  const reason = reasonOfChainCheck(presentation.sslClientVerify, presented.info, nowMs);
  return findingIf(!isVerified(presented), reason, () =>
    wordsOfChainCheck(presentation.sslClientVerify, reason),
  );
};

/**
 * Accepts only the holder named in the certificate: another company's certificate, linked by
 * mistake, must not be accepted.
 */
const holderFindings = ({ taxId }: CertificateInfo, requiredTaxId: string | null): Finding[] =>
  findingIf(
    Boolean(requiredTaxId) && requiredTaxId !== taxId,
    'certificate_tax_id_differs',
    () => `CNPJ on the certificate: ${taxId ?? 'none'}`,
  );

export type CertificateValidity = Pick<CertificateInfo, 'notBefore' | 'notAfter'>;

/** Returns what the validity of a certificate has against a token now; `nowMs` since 1970. Both ends count as valid. */
export const validityFindings = (
  { notBefore, notAfter }: CertificateValidity,
  nowMs: number,
): Finding<'certificate_not_yet_valid' | 'certificate_expired'>[] => [
  ...findingIf(
    nowMs < notBefore.getTime(),
    'certificate_not_yet_valid',
    () => `valid from ${notBefore.toISOString()}`,
  ),
  ...findingIf(
    // A certificate whose validity ends before it begins gets one answer, not two.
    nowMs >= notBefore.getTime() && nowMs > notAfter.getTime(),
    'certificate_expired',
    () => `expired on ${notAfter.toISOString()}`,
  ),
];

const strengthFindings = (info: CertificateInfo): Finding[] => {
  const wanted = 'RSA of at least 2048 bits, P-256 or better, or Ed25519';
  const usages = (info.extendedKeyUsage ?? []).slice(0, 5).join(' ');
  return [
    ...findingIf(
      !info.key.strong,
      'certificate_weak_key',
      () => `key is ${info.key.name}; needed: ${wanted}`,
    ),
    ...findingIf(
      !mayAuthenticateClients(info),
      'certificate_wrong_usage',
      () => `extended key usage lacks clientAuth: ${usages}`,
    ),
  ];
};
