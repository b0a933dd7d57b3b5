import type { Authority, ClientAuthority } from '../core/authority.js';
import { mayAuthenticateClients, type PresentedCertificate } from '../core/certificate.js';
import type { CertificatePolicy } from '../core/credential.js';
import type { RefusalCode } from '../core/refusal.js';

/** One thing that speaks against a request: the closed reason, and what an operator reads. */
export interface Finding {
  readonly code: RefusalCode;
  readonly detail: string;
}

/** What is asked of the database about it; `client`: whose it must be. */
type CertificateJudgement = Pick<Authority, 'nowMs' | 'certificate'> & {
  readonly client: Pick<ClientAuthority, 'taxIdToCarry'> | null;
};

/**
 * Everything that speaks against a presented certificate, worst first; empty when nothing does. Pure: all it may look
 * at are its arguments, and the instant is the database's.
 */
export const certificateFindings = (
  presented: PresentedCertificate | null,
  policy: CertificatePolicy | null,
  authority: CertificateJudgement,
): Finding[] => {
  if (!presented) {
    return policy === 'none'
      ? []
      : [{ code: 'certificate_required', detail: 'no certificate was presented' }];
  }
  return [
    ...presentationFindings(presented, policy),
    ...ownershipFindings(presented, authority),
    ...validityFindings(presented, authority.nowMs),
    ...strengthFindings(presented),
  ];
};

const presentationFindings = (
  { presentation }: PresentedCertificate,
  policy: CertificatePolicy | null,
): Finding[] => {
  if (presentation.way === 'handshake') {
    // NGINX hands on certificates that failed its check as well, so that the refusal can be recorded here.
    return presentation.verdict === 'SUCCESS'
      ? []
      : [
          {
            code: 'certificate_untrusted',
            detail: `NGINX did not accept the certificate: ${presentation.verdict}`,
          },
        ];
  }
  return policy === 'tls'
    ? [
        {
          code: 'certificate_only_presented',
          detail:
            'the certificate came in a header; this credential needs it in the TLS handshake (policy tls)',
        },
      ]
    : [];
};

const ownershipFindings = ({ facts }: PresentedCertificate, authority: CertificateJudgement): Finding[] => {
  const findings: Finding[] = [];
  const { client, certificate } = authority;
  if (!certificate?.linked) {
    const where = certificate
      ? 'it is known, but not linked to this account'
      : 'it was never linked to any account';
    findings.push({ code: 'certificate_not_linked', detail: `certificate ${facts.fingerprint}: ${where}` });
  }
  if (certificate?.revoked) {
    findings.push({ code: 'certificate_revoked', detail: `certificate ${facts.fingerprint} was revoked` });
  }
  // Only the holder named in the certificate: another company's certificate, linked by mistake, must not do.
  if (client?.taxIdToCarry && client.taxIdToCarry !== facts.taxId) {
    const carried = facts.taxId ?? 'none';
    findings.push({ code: 'certificate_tax_id_differs', detail: `CNPJ on the certificate: ${carried}` });
  }
  return findings;
};

const validityFindings = ({ facts }: PresentedCertificate, nowMs: number): Finding[] => {
  if (nowMs < facts.notBefore.getTime()) {
    return [{ code: 'certificate_not_yet_valid', detail: `valid from ${facts.notBefore.toISOString()}` }];
  }
  return nowMs > facts.notAfter.getTime()
    ? [{ code: 'certificate_expired', detail: `expired on ${facts.notAfter.toISOString()}` }]
    : [];
};

const strengthFindings = ({ facts }: PresentedCertificate): Finding[] => {
  const findings: Finding[] = [];
  if (!facts.key.strong) {
    const wanted = 'RSA of at least 2048 bits, P-256 or better, or Ed25519';
    findings.push({ code: 'certificate_weak_key', detail: `key is ${facts.key.name}; needed: ${wanted}` });
  }
  if (!mayAuthenticateClients(facts)) {
    const usages = (facts.extendedKeyUsage ?? []).slice(0, 5).join(' ');
    findings.push({
      code: 'certificate_wrong_usage',
      detail: `extended key usage lacks clientAuth: ${usages}`,
    });
  }
  return findings;
};
