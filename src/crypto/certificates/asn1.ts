/**
 * ASN.1 in DER (X.690) with node-forge: the nodes that PKCS#12 and subject alternative names are made
 * of, and a way through a parsed structure. docs/adr/0022-what-node-forge-is-for.md says why node-forge.
 * Every certificate with a CNPJ is read with it, so it loads two files of node-forge and not the
 * other forty.
 */
import type forge from 'node-forge';
import asn1 from 'node-forge/lib/asn1.js';
import util from 'node-forge/lib/util.js';

export type Asn1 = forge.asn1.Asn1;

const universal = (type: forge.asn1.Type, value: string | Asn1[]): Asn1 =>
  asn1.create(asn1.Class.UNIVERSAL, type, Array.isArray(value), value);

/** A node with a context-specific tag. The library's type lists only the universal tags. */
const inContext = (tag: forge.asn1.Type, value: string | Asn1[]): Asn1 =>
  asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag, Array.isArray(value), value);

export const sequence = (...parts: Asn1[]): Asn1 => universal(asn1.Type.SEQUENCE, parts);
export const set = (...parts: Asn1[]): Asn1 => universal(asn1.Type.SET, parts);
/** `binary`: one character for each byte, as node-forge has all bytes. */
export const octets = (binary: string): Asn1 => universal(asn1.Type.OCTETSTRING, binary);
export const oid = (dotted: string): Asn1 => universal(asn1.Type.OID, asn1.oidToDer(dotted).getBytes());
export const derInteger = (value: number): Asn1 =>
  universal(asn1.Type.INTEGER, asn1.integerToDer(value).getBytes());
export const bmpString = (text: string): Asn1 => universal(asn1.Type.BMPSTRING, text);
export const nullValue = (): Asn1 => universal(asn1.Type.NULL, '');
/** `[0] EXPLICIT`. */
export const explicit = (value: Asn1): Asn1 => inContext(asn1.Type.NONE, [value]);

/** Encodes a node, one character for each byte. */
export const toBinary = (node: Asn1): string => asn1.toDer(node).getBytes();
export const toDer = (node: Asn1): Buffer => Buffer.from(toBinary(node), 'latin1');
/** Parses DER, one character for each byte. Throws `Error` for anything else. */
export const fromBinary = (binary: string): Asn1 => asn1.fromDer(util.createBuffer(binary), true);

// The general names of RFC 5280 section 4.2.1.6, by their context tags 0, 2 and 7.
/** `value`: any type, complete in DER. */
export const otherName = (type: string, value: Asn1): Asn1 =>
  inContext(asn1.Type.NONE, [oid(type), explicit(value)]);
export const dnsName = (name: string): Asn1 => inContext(asn1.Type.INTEGER, name);
/** `address`: 4 or 16 bytes, one character for each. */
export const ipAddress = (address: string): Asn1 => inContext(asn1.Type.ODESC, address);

/** Returns whether the node has the context-specific tag `[tag]`. */
export const isTagged = ({ tagClass, type }: Asn1, tag: number): boolean => {
  const actual: number = type;
  return tagClass === asn1.Class.CONTEXT_SPECIFIC && actual === tag;
};

export const childrenOf = (node: Asn1 | null | undefined): Asn1[] =>
  Array.isArray(node?.value) ? node.value : [];

/** Returns an object identifier with dots; `null` for a node that is none. */
export const oidOf = (node: Asn1 | undefined): string | null =>
  node?.type === asn1.Type.OID && typeof node.value === 'string' ? asn1.derToOid(node.value) : null;
