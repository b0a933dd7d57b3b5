/**
 * Subject alternative names as DER, also the ICP-Brasil ones, for which no library has an
 * extension.
 */
// The certificate library's dependency injection needs the polyfill before its first import.
import 'reflect-metadata';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';
import ipaddr from 'ipaddr.js';
import * as der from '../../crypto/certificates/asn1.js';

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

const binary = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString('latin1');

const addressBytes = (address: string): string => {
  if (isIP(address) === 0) throw new Error(`"${address}" is not an IP address.`);
  return binary(ipaddr.parse(address).toByteArray());
};

/**
 * Returns the extension `subjectAltName`; null when there are no names (an empty one is not
 * allowed).
 */
export const alternativeNamesExtension = (names: AlternativeNames): x509.Extension | null => {
  const all = [
    ...(names.dns ?? []).map((name) => der.dnsName(name)),
    ...(names.ip ?? []).map((address) => der.ipAddress(addressBytes(address))),
    ...(names.other ?? []).map(({ oid, value }) => der.otherName(oid, der.fromBinary(binary(value)))),
  ];
  if (all.length === 0) return null;
  return new x509.Extension('2.5.29.17', false, der.toDer(der.sequence(...all)));
};

/**
 * Returns the CNPJ as ICP-Brasil writes it: otherName 2.16.76.1.3.3 with an OCTET STRING of its 14
 * characters.
 */
export const icpBrasilTaxId = (taxId: string): OtherName => ({
  oid: '2.16.76.1.3.3',
  value: Buffer.concat([Buffer.from([0x04, taxId.length]), Buffer.from(taxId, 'ascii')]),
});
