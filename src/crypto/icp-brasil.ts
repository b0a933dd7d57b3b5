import forge from 'node-forge';

const subjectAltName = '2.5.29.17';
/** ICP-Brasil DOC-ICP-04: the holder's CNPJ, as an otherName of the subject alternative name. */
const cnpjOfHolder = '2.16.76.1.3.3';
const cnpjGrammar = /^[0-9A-Z]{12}[0-9]{2}$/;

type Asn1 = forge.asn1.Asn1;

/**
 * Returns the CNPJ in a certificate, 14 characters in upper case; `null` when it carries none. A
 * CNPJ is alphanumeric since July 2026, so it is never a number. It is read with node-forge's ASN.1
 * parser, which, unlike its certificate parser, accepts EC keys.
 */
export const cnpjOf = (der: Buffer): string | null => {
  const certificate = parseDer(der.toString('binary'));
  const value = otherNameOf(childrenOf(subjectAltNamesOf(certificate)), cnpjOfHolder);
  const cnpj = value?.trim().toUpperCase();
  return cnpj !== undefined && cnpjGrammar.test(cnpj) ? cnpj : null;
};

/**
 * Encodes a subject alternative name that carries the CNPJ as ICP-Brasil writes it: an OCTET
 * STRING.
 */
export const cnpjNames = (cnpj: string): Buffer => {
  const { asn1 } = forge;
  // The context-specific tag 0. The library's type lists only the universal tags.
  const tagged = (value: Asn1[]): Asn1 =>
    asn1.create(asn1.Class.CONTEXT_SPECIFIC, asn1.Type.NONE, true, value);
  const universal = (type: forge.asn1.Type, value: string | Asn1[]): Asn1 =>
    asn1.create(asn1.Class.UNIVERSAL, type, Array.isArray(value), value);
  const oid = universal(asn1.Type.OID, asn1.oidToDer(cnpjOfHolder).getBytes());
  const name = tagged([oid, tagged([universal(asn1.Type.OCTETSTRING, cnpj)])]);
  return Buffer.from(asn1.toDer(universal(asn1.Type.SEQUENCE, [name])).getBytes(), 'latin1');
};

const subjectAltNamesOf = (certificate: Asn1): Asn1 | null => {
  const [body] = childrenOf(certificate);
  const wrapped = childrenOf(body).find((part) => isTagged(part, 3));
  const extensions = childrenOf(childrenOf(wrapped)[0]);
  const extension = extensions.find((candidate) => oidOf(childrenOf(candidate)[0]) === subjectAltName);
  const octets = childrenOf(extension).at(-1);
  return typeof octets?.value === 'string' ? parseDer(octets.value) : null;
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

const parseDer = (binary: string): Asn1 => forge.asn1.fromDer(forge.util.createBuffer(binary), true);

/** Returns whether the node has the context-specific tag `[tag]`. */
const isTagged = ({ tagClass, type }: Asn1, tag: number): boolean => {
  const actual: number = type;
  return tagClass === forge.asn1.Class.CONTEXT_SPECIFIC && actual === tag;
};

const childrenOf = (node: Asn1 | null | undefined): Asn1[] => (Array.isArray(node?.value) ? node.value : []);

const oidOf = (node: Asn1 | undefined): string | null =>
  node?.type === forge.asn1.Type.OID && typeof node.value === 'string'
    ? forge.asn1.derToOid(node.value)
    : null;
