import {
  type Asn1,
  childrenOf,
  fromBinary,
  isTagged,
  octets,
  oidOf,
  otherName,
  sequence,
  toDer,
} from './asn1.js';

const subjectAltName = '2.5.29.17';
/** ICP-Brasil DOC-ICP-04: the holder's CNPJ, as an otherName of the subject alternative name. */
const cnpjOfHolder = '2.16.76.1.3.3';
const cnpjGrammar = /^[0-9A-Z]{12}[0-9]{2}$/;

/**
 * Returns the CNPJ in a certificate, 14 characters in upper case; `null` when it carries none. A
 * CNPJ is alphanumeric since July 2026, so it is never a number. It is read with node-forge's ASN.1
 * parser, which, unlike its certificate parser, accepts EC keys.
 */
export const cnpjOf = (der: Buffer): string | null => {
  const certificate = fromBinary(der.toString('binary'));
  const value = otherNameOf(childrenOf(subjectAltNamesOf(certificate)), cnpjOfHolder);
  const cnpj = value?.trim().toUpperCase();
  return cnpj !== undefined && cnpjGrammar.test(cnpj) ? cnpj : null;
};

/**
 * Encodes a subject alternative name that carries the CNPJ as ICP-Brasil writes it: an OCTET
 * STRING.
 */
export const cnpjNames = (cnpj: string): Buffer => toDer(sequence(otherName(cnpjOfHolder, octets(cnpj))));

const subjectAltNamesOf = (certificate: Asn1): Asn1 | null => {
  const [body] = childrenOf(certificate);
  const wrapped = childrenOf(body).find((part) => isTagged(part, 3));
  const extensions = childrenOf(childrenOf(wrapped)[0]);
  const extension = extensions.find((candidate) => oidOf(childrenOf(candidate)[0]) === subjectAltName);
  const octets = childrenOf(extension).at(-1);
  return typeof octets?.value === 'string' ? fromBinary(octets.value) : null;
};

/**
 * Returns the value of an otherName, `[0] { type-id OBJECT IDENTIFIER, [0] EXPLICIT value }`. The
 * string type of the value differs between issuers.
 */
const otherNameOf = (names: readonly Asn1[], oid: string): string | null => {
  const name = names.find((candidate) => isTagged(candidate, 0) && oidOf(childrenOf(candidate)[0]) === oid);
  const value = childrenOf(childrenOf(name)[1])[0]?.value;
  return typeof value === 'string' ? value : null;
};
