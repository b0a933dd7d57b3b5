import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { OwnAccountReadTransaction } from '../../core/shared/own-account-transactions.js';
import { type CaCertificate, Chains } from '../client-cas/chains.js';
import { pemsOfCa } from './parse-pem.js';

/**
 * Whether a chain leads from a certificate to the client CAs: `unknown` when its issuer is not known
 * here (the client may send it). Without client CAs in the database nothing can be compared:
 * `unchecked`, and `selfSigned` where no CA can have signed it.
 */
export type Trust = 'trusted' | 'untrusted' | 'unknown' | 'unchecked' | 'selfSigned';

export interface GivenCertificate {
  readonly info: CertificateInfo;
  readonly pem: string;
  /** Certificates of issuers, each in PEM. */
  readonly intermediates: readonly string[];
}

/** Follows the chain of a certificate, signatures included, to the client CAs. */
export const findTrust = async (
  tx: Pick<OwnAccountReadTransaction, 'clientCas' | 'cas'>,
  certificateParser: CertificateParser,
  { info, pem, intermediates }: GivenCertificate,
): Promise<Trust> => {
  const trusted = await tx.clientCas.list();
  const selfSigned = info.subject === info.issuer;
  if (trusted.length === 0) return selfSigned ? 'selfSigned' : 'unchecked';
  if (trusted.some(({ fingerprint }) => fingerprint === info.fingerprint)) return 'trusted';
  if (selfSigned) return 'untrusted';
  const ours = (await tx.cas.list()).flatMap(pemsOfCa);
  const sent = [...intermediates, ...ours].map((text) => linkOf(certificateParser, text));
  const chains = new Chains(trusted, sent, certificateParser.isIssuedBy.bind(certificateParser));
  if (chains.trusted(info.issuer).some((issuer) => certificateParser.isIssuedBy(pem, issuer.pem)))
    return 'trusted';
  return chains.chainStatusOf(info.issuer) === 'unknown' ? 'unknown' : 'untrusted';
};

const notes = {
  trusted: [],
  untrusted: ['no client CA signed it, so the TLS listener never accepts it'],
  unknown: [
    'its issuer is not a client CA: the TLS listener accepts it only if the client sends the intermediate certificates',
  ],
  unchecked: [
    'the gateway has no list of client CAs, so it was not checked whether the TLS listener accepts it',
  ],
  selfSigned: ['it is self-signed: the TLS listener accepts it only when the client CAs of NGINX contain it'],
} as const satisfies Record<Trust, readonly string[]>;

/** What an operator, or the merchant, is told about a certificate without a chain. */
export const trustNotes = (trust: Trust): readonly string[] => notes[trust];

const linkOf = (certificateParser: CertificateParser, pem: string): CaCertificate => ({
  ...certificateParser.readPem(pem),
  pem,
});
