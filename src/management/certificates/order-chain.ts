import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { ManagementError } from '../../core/shared/management-error.js';
import { invalid } from '../fields.js';

/** One certificate of a text. */
export interface ChainLink {
  readonly pem: string;
  readonly info: CertificateInfo;
}

/**
 * Returns a certificate and its issuers in the order of the chain, however they were given: a PKCS#7
 * file has them in any order (its certificates are a SET, RFC 5652 section 5.1). The first is the one
 * that issued none of the others. Compares the names; NGINX checks the signatures. Throws
 * `ManagementError('invalid')`, which names certificates by their places alone.
 */
export const orderChain = (given: readonly ChainLink[]): readonly [ChainLink, ...ChainLink[]] => {
  const ends = given.filter((one) => !issuedAnother(one, given));
  const [first] = ends;
  if (!first || ends.length > 1) throw notOneChain(given, first ? ends : given);
  const chain: [ChainLink, ...ChainLink[]] = [first];
  const left = new Set(given.filter((one) => one !== first));
  for (let next = issuerIn(left, first); next !== null; next = issuerIn(left, next)) {
    chain.push(next);
    left.delete(next);
  }
  if (left.size > 0) throw notOneChain(given, [...left]);
  return chain;
};

const issuedAnother = (one: ChainLink, all: readonly ChainLink[]): boolean =>
  one.info.isCa && all.some((other) => other !== one && other.info.issuer === one.info.subject);

const issuerIn = (left: ReadonlySet<ChainLink>, { info }: ChainLink): ChainLink | null =>
  [...left].find((one) => one.info.isCa && one.info.subject === info.issuer) ?? null;

const notOneChain = (given: readonly ChainLink[], outside: readonly ChainLink[]): ManagementError => {
  const places = outside.map((one) => String(given.indexOf(one) + 1)).join(', ');
  const numbers = outside.length === 1 ? `number ${places}` : `numbers ${places}`;
  return invalid(
    'certificate',
    `there are ${String(given.length)} certificates, and they do not form one chain: ${numbers} ` +
      `${outside.length === 1 ? 'does' : 'do'} not belong to it. Give the client certificate with the ` +
      'certificates between it and its root, or only the client certificate',
  );
};
