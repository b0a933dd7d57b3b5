import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { ClientCa, LinkedCertificateOfIssuer } from '../../core/client-cas/client-ca.js';
import type { ReadTransaction } from '../../core/shared/unit-of-work.js';
import { pemsOfCa } from '../certificates/parse-pem.js';
import { type CaCertificate, Chains } from './chains.js';

/** A linked certificate that NGINX would refuse after an authority was removed. */
export interface AffectedCertificate extends LinkedCertificateOfIssuer {
  /**
   * `false` when NGINX may refuse it: its issuer is not known here, and so neither is its chain.
   */
  readonly certain: boolean;
}

/**
 * Finds the certificates that NGINX would refuse after the removal of a client CA. Certificates that
 * it refuses already are not among them. Issuers are matched by name, and by signature where two
 * have one name.
 */
export const findAffectedCertificates = async (
  tx: ReadTransaction,
  certificateParser: CertificateParser,
  removed: ClientCa,
): Promise<readonly AffectedCertificate[]> => {
  const trusted = await tx.clientCas.list();
  const sent = await chainsOfOurs(tx, certificateParser);
  const isOther = ({ fingerprint }: CaCertificate): boolean => fingerprint !== removed.fingerprint;
  const isIssuedBy = certificateParser.isIssuedBy.bind(certificateParser);
  const before = new Chains(trusted, sent, isIssuedBy);
  const after = new Chains(trusted.filter(isOther), sent.filter(isOther), isIssuedBy);
  const touched = (await tx.clientCas.linkedIssuers()).filter(
    (issuer) => before.trusted(issuer).length !== after.trusted(issuer).length || isUnknown(before, issuer),
  );
  const found: AffectedCertificate[] = [];
  for (const linked of await tx.clientCas.linkedUnder(touched)) {
    const ways = after.trusted(linked.issuer);
    if (isSelfIssued(linked) && linked.fingerprint !== removed.fingerprint) continue;
    if (ways.length > 0 && (await isBelow(tx, certificateParser, { linked, ways }))) continue;
    found.push({ ...linked, certain: !isUnknown(before, linked.issuer) });
  }
  return found;
};

const isUnknown = (chains: Chains, issuer: string): boolean => chains.chainStatusOf(issuer) === 'unknown';

/**
 * Returns whether a certificate is its own issuer: NGINX accepts it when it is a client CA,
 * regardless of the others.
 */
const isSelfIssued = ({ subject, issuer }: LinkedCertificateOfIssuer): boolean => subject === issuer;

const isBelow = async (
  tx: ReadTransaction,
  certificateParser: CertificateParser,
  { linked, ways }: { readonly linked: LinkedCertificateOfIssuer; readonly ways: readonly CaCertificate[] },
): Promise<boolean> => {
  const stored = await tx.certificates.find(linked.fingerprint);
  return stored !== null && ways.some(({ pem }) => certificateParser.isIssuedBy(stored.pem, pem));
};

/**
 * Returns the chains of the gateway's own authorities, which clients send with the certificates
 * that were signed here.
 */
const chainsOfOurs = async (
  tx: ReadTransaction,
  certificateParser: CertificateParser,
): Promise<CaCertificate[]> => {
  const ours = await tx.cas.list();
  return ours.flatMap(pemsOfCa).map((pem) => ({ ...certificateParser.readPem(pem), pem }));
};
