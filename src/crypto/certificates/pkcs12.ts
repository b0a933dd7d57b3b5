import { randomBytes } from 'node:crypto';
import forge from 'node-forge';
import type { Secret } from '../../core/credentials/secret.js';
import {
  type Asn1,
  bmpString,
  derInteger,
  explicit,
  fromBinary,
  nullValue,
  octets,
  oid,
  sequence,
  set,
  toBinary,
  toDer,
} from './asn1.js';

const { pki, pkcs12, md, hmac, util } = forge;

/**
 * The default of OpenSSL 3 and Java 17, and at least what RFC 9579 advises for a password that a
 * person chose.
 */
const iterations = 10_000;
const saltBytes = 16;
const macKeyPurpose = 3;
const macBytes = 32;

const random = (bytes: number): string => randomBytes(bytes).toString('latin1');

const oids = {
  data: '1.2.840.113549.1.7.1',
  certificateBag: '1.2.840.113549.1.12.10.1.3',
  keyBag: '1.2.840.113549.1.12.10.1.2',
  x509: '1.2.840.113549.1.9.22.1',
  friendlyName: '1.2.840.113549.1.9.20',
  localKeyId: '1.2.840.113549.1.9.21',
  sha256: '2.16.840.1.101.3.4.2.1',
};

export interface Pkcs12Content {
  /** The certificates in DER: the client's first, then its issuers. */
  readonly certificates: readonly Buffer[];
  /** PKCS#8, DER, in base64. */
  readonly privateKey: Secret;
  /** Printable ASCII only: programs encode other characters differently. */
  readonly password: Secret;
  readonly friendlyName: string;
}

/**
 * Builds a PKCS#12 file (RFC 7292): the key under PBES2 with AES-256-CBC, PBKDF2 with HMAC-SHA-256,
 * and a MAC with SHA-256.
 *
 * It is composed from node-forge's parts. node-forge's own `toPkcs12Asn1` parses the certificates
 * first, which fails for one with an EC key, changes the bytes of one that an EC key has signed,
 * and supports no MAC but SHA-1.
 */
export const pkcs12Of = ({ certificates, privateKey, password, friendlyName }: Pkcs12Content): Buffer => {
  const attributes = attributesOf(friendlyName);
  const certificateBags = certificates.map((der, index) =>
    certificateBag(der, index === 0 ? [attributes] : []),
  );
  const safe = sequence(
    contentOf(toBinary(sequence(...certificateBags))),
    contentOf(toBinary(sequence(keyBag(privateKey, password, attributes)))),
  );
  const content = toBinary(safe);
  const file = sequence(derInteger(3), contentOf(content), macOf(content, password));
  return toDer(file);
};

const contentOf = (binary: string): Asn1 => sequence(oid(oids.data), explicit(octets(binary)));

const certificateBag = (der: Buffer, attributes: readonly Asn1[]): Asn1 =>
  sequence(
    oid(oids.certificateBag),
    explicit(sequence(oid(oids.x509), explicit(octets(der.toString('latin1'))))),
    ...attributes,
  );

const keyBag = (privateKey: Secret, password: Secret, attributes: Asn1): Asn1 => {
  const plain = fromBinary(privateKey.reveal((base64) => Buffer.from(base64, 'base64').toString('latin1')));
  const sealed = password.reveal((word) =>
    pki.encryptPrivateKeyInfo(plain, word, {
      algorithm: 'aes256',
      count: iterations,
      saltSize: saltBytes,
      prfAlgorithm: 'sha256',
    }),
  );
  return sequence(oid(oids.keyBag), explicit(sealed), attributes);
};

/** Attributes that tie the key to its certificate. */
const attributesOf = (friendlyName: string): Asn1 => {
  const one = (type: string, value: Asn1): Asn1 => sequence(oid(type), set(value));
  return set(one(oids.localKeyId, octets('\x01')), one(oids.friendlyName, bmpString(friendlyName)));
};

const macOf = (content: string, password: Secret): Asn1 => {
  const salt = random(saltBytes);
  const key = password.reveal((word) =>
    pkcs12.generateKey(
      word,
      util.createBuffer(salt),
      macKeyPurpose,
      iterations,
      macBytes,
      md.sha256.create(),
    ),
  );
  const mac = hmac.create();
  mac.start('sha256', key);
  mac.update(content);
  const algorithm = sequence(oid(oids.sha256), nullValue());
  return sequence(sequence(algorithm, octets(mac.digest().getBytes())), octets(salt), derInteger(iterations));
};
