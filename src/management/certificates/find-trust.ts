import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { OwnAccountRead } from '../../core/shared/own-account-transactions.js';
import { type CaCertificate, Chains } from '../client-cas/chains.js';
import { eachPem, normalisePem } from './parse-pem.js';

/**
 * Whether a chain leads from a certificate to the client CAs: `unknown` when its issuer is not known
 * here (the client may send it); `null` when the database has no client CAs to compare with.
 */
export type Trust = 'trusted' | 'untrusted' | 'unknown' | null;

export interface GivenCertificate {
  readonly info: CertificateInfo;
  readonly pem: string;
  /** Certificates of issuers, each in PEM. */
  readonly above: readonly string[];
}

/** Follows the chain of a certificate, signatures included, to the client CAs. */
export const findTrust = async (
  tx: Pick<OwnAccountRead, 'clientCas' | 'cas'>,
  certificateParser: CertificateParser,
  { info, pem, above }: GivenCertificate,
): Promise<Trust> => {
  const bundle = await tx.clientCas.list();
  if (bundle.length === 0) return null;
  if (bundle.some(({ fingerprint }) => fingerprint === info.fingerprint)) return 'trusted';
  if (info.subject === info.issuer) return 'untrusted';
  const ours = (await tx.cas.list()).flatMap((ca) => (ca.pem + ca.chain).match(eachPem) ?? []);
  const sent = [...above, ...ours].map((text) => linkOf(certificateParser, normalisePem(text)));
  const chains = new Chains(bundle, sent, certificateParser.isIssuedBy.bind(certificateParser));
  if (chains.trusted(info.issuer).some((issuer) => certificateParser.isIssuedBy(pem, issuer.pem)))
    return 'trusted';
  return chains.chainStatusOf(info.issuer) === 'unknown' ? 'unknown' : 'untrusted';
};

/** What an operator, or the merchant, is told about a certificate without a chain. */
export const trustNotes = (trust: Trust): readonly string[] => {
  if (trust === 'untrusted') return ['no client CA signed it, so the TLS listener never accepts it'];
  return trust === 'unknown'
    ? [
        'its issuer is no client CA: the TLS listener accepts it only when the client sends the certificates between',
      ]
    : [];
};

const linkOf = (certificateParser: CertificateParser, pem: string): CaCertificate => ({
  ...certificateParser.readPem(pem),
  pem,
});
