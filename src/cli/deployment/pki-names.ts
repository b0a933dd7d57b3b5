/**
 * Subject alternative names as DER, also the ICP-Brasil ones, for which no library has an
 * extension.
 */
// The certificate library's dependency injection needs the polyfill before its first import.
import 'reflect-metadata';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import ipaddr from 'ipaddr.js';
import forge from 'node-forge';

export interface OtherName {
  /** Dotted, such as `2.16.76.1.3.3`. */
  readonly oid: string;
  /** The complete DER of the value: any type, well-formed or not. */
  readonly value: Uint8Array;
}

export interface AlternativeNames {
  readonly dns?: readonly string[];
  readonly ip?: readonly string[];
  readonly other?: readonly OtherName[];
}

const { asn1 } = forge;
// The context tags 0, 2 and 7, for which the library's type has only the names of the universal
// types.
const tagOf = { otherName: asn1.Type.NONE, dnsName: asn1.Type.INTEGER, ipAddress: asn1.Type.ODESC } as const;

const inContext = (
  tag: forge.asn1.Type,
  constructed: boolean,
  value: string | forge.asn1.Asn1[],
): forge.asn1.Asn1 => asn1.create(asn1.Class.CONTEXT_SPECIFIC, tag, constructed, value);

const binary = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString('latin1');

const addressBytes = (address: string): string => {
  if (isIP(address) === 0) throw new Error(`"${address}" is not an IP address.`);
  return binary(ipaddr.parse(address).toByteArray());
};

const otherName = ({ oid, value }: OtherName): forge.asn1.Asn1 =>
  inContext(tagOf.otherName, true, [
    asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OID, false, asn1.oidToDer(oid).getBytes()),
    inContext(asn1.Type.NONE, true, [asn1.fromDer(binary(value))]),
  ]);

/**
 * Returns the extension `subjectAltName`; null when there are no names (an empty one is not
 * allowed).
 */
export const alternativeNamesExtension = (names: AlternativeNames): x509.Extension | null => {
  const all = [
    ...(names.dns ?? []).map((name) => inContext(tagOf.dnsName, false, name)),
    ...(names.ip ?? []).map((address) => inContext(tagOf.ipAddress, false, addressBytes(address))),
    ...(names.other ?? []).map(otherName),
  ];
  if (all.length === 0) return null;
  const der = asn1.toDer(asn1.create(asn1.Class.UNIVERSAL, asn1.Type.SEQUENCE, true, all)).getBytes();
  return new x509.Extension('2.5.29.17', false, Buffer.from(der, 'latin1'));
};

/**
 * Returns the CNPJ as ICP-Brasil writes it: otherName 2.16.76.1.3.3 with an OCTET STRING of its 14
 * characters.
 */
export const icpBrasilTaxId = (taxId: string): OtherName => ({
  oid: '2.16.76.1.3.3',
  value: Buffer.concat([Buffer.from([0x04, taxId.length]), Buffer.from(taxId, 'ascii')]),
});
