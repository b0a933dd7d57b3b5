// The certificate library's dependency injection needs the polyfill before its first import.
import 'reflect-metadata';
import {
  createPrivateKey,
  generateKeyPair,
  type KeyObject,
  randomBytes,
  webcrypto,
  X509Certificate as NodeCertificate,
} from 'node:crypto';
import { promisify } from 'node:util';
import * as x509 from '@peculiar/x509';
import {
  type CaKeyType,
  type CaParameters,
  CertificateAuthority,
  type CertificateParameters,
  type CertificateSubject,
  type CrlParameters,
  type NewCa,
  type StoredCa,
} from '../../core/ca/certificate-authority.js';
import type { CertificateInfo } from '../../core/certificates/certificate.js';
import type { CertificateParser } from '../../core/certificates/certificate-parser.js';
import type { Secret } from '../../core/credentials/secret.js';
import { DeploymentError } from '../../core/shared/deployment-error.js';
import type { Fingerprint } from '../../core/shared/ids.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Sealer } from '../sealer.js';
import { cnpjNames } from './icp-brasil.js';
import { keyInfoOf } from './key-strength.js';

const serialBytes = 16;
const serialNumberOfSubject = '2.5.4.5';
const organizationCharactersMax = 64;

/** The label that binds a sealed key to its row and its use. */
export const caSealLabel = (fingerprint: Fingerprint): string => `${fingerprint}|certificate-authority|sign`;

/**
 * Makes authorities and signs certificates with `@peculiar/x509`. The private key is open only
 * while something is being signed.
 */
export class X509Authority extends CertificateAuthority {
  constructor(
    private readonly sealer: () => Sealer,
    private readonly certificateParser: CertificateParser,
  ) {
    super();
  }

  async make({ name, keyType, notBefore, notAfter }: CaParameters): Promise<NewCa> {
    const { privateKey, publicKey } = await makeKey(keyType);
    const subject = new x509.Name([{ CN: [{ utf8String: name }] }]);
    const spki = publicKey.export({ format: 'der', type: 'spki' });
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber: newSerial(),
        subject,
        issuer: subject,
        notBefore: wholeSecond(notBefore),
        notAfter: wholeSecond(notAfter),
        publicKey: spki,
        ...(await signingWith(privateKey)),
        extensions: await caExtensions(spki),
      },
      webcrypto,
    );
    const pem = pemOf(certificate);
    return { ...this.sealed(this.certificateParser.readPem(pem), privateKey), pem, chain: '' };
  }

  async importCa(info: CertificateInfo, pems: readonly string[], key: Secret): Promise<NewCa> {
    const [pem = '', ...intermediates] = pems;
    const privateKey = openedKey(key);
    checkCa(new x509.X509Certificate(pem), info);
    if (!new NodeCertificate(pem).checkPrivateKey(privateKey))
      throw new ManagementError('refused', 'key: it does not belong to the certificate', 'key');
    return { ...this.sealed(info, privateKey), pem, chain: intermediates.join('') };
  }

  async sign(ca: StoredCa, parameters: CertificateParameters): Promise<string> {
    const issuer = new x509.X509Certificate(ca.pem);
    const certificate = await x509.X509CertificateGenerator.create(
      {
        serialNumber: newSerial(),
        subject: nameOf(parameters.subject),
        issuer: issuer.subjectName,
        notBefore: wholeSecond(parameters.notBefore),
        notAfter: wholeSecond(parameters.notAfter),
        publicKey: parameters.publicKey,
        ...(await signingWith(this.opened(ca))),
        extensions: await clientExtensions(issuer, parameters),
      },
      webcrypto,
    );
    return checked(pemOf(certificate), ca.pem);
  }

  async signCrl(ca: StoredCa, parameters: CrlParameters): Promise<Uint8Array> {
    const issuer = new x509.X509Certificate(ca.pem);
    const list = await x509.X509CrlGenerator.create(
      {
        issuer: issuer.subjectName,
        thisUpdate: wholeSecond(parameters.thisUpdate),
        nextUpdate: wholeSecond(parameters.nextUpdate),
        entries: parameters.revoked.map(({ serialNumber, revokedAt, reason }) => ({
          serialNumber,
          revocationDate: wholeSecond(revokedAt),
          // RFC 5280 section 5.3.1: the reason is left out rather than written as `unspecified`.
          ...(reason !== 'unspecified' && { reason: x509.X509CrlReason[reason] }),
        })),
        ...(await signingWith(this.opened(ca))),
        extensions: [await authorityKeyIdentifier(issuer), numberExtension(parameters.number)],
      },
      webcrypto,
    );
    return new Uint8Array(list.rawData);
  }

  private sealed(info: CertificateInfo, key: KeyObject): Pick<NewCa, 'info' | 'sealed'> {
    const plain = key.export({ format: 'der', type: 'pkcs8' });
    return { info, sealed: this.sealer().seal(plain, caSealLabel(info.fingerprint)) };
  }

  private opened({ fingerprint, sealed }: StoredCa): KeyObject {
    try {
      const der = this.sealer().open(Buffer.from(sealed), caSealLabel(fingerprint));
      return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
    } catch (cause) {
      if (!(cause instanceof DeploymentError)) throw cause;
      throw new ManagementError(
        'unavailable',
        `the key of the certificate authority cannot be opened: ${cause.message}`,
        null,
        { cause, forMerchants: 'the gateway cannot sign certificates now. Tell its operator the request id' },
      );
    }
  }
}

const generate = promisify(generateKeyPair);

const makeKey = (type: CaKeyType): Promise<{ privateKey: KeyObject; publicKey: KeyObject }> =>
  type === 'p-256' || type === 'p-384'
    ? generate('ec', { namedCurve: type.toUpperCase() })
    : generate('rsa', { modulusLength: Number(type.slice('rsa-'.length)) });

/**
 * Makes a serial number that is positive and not too long (RFC 5280 section 4.1.2.2), and random,
 * so that an attacker cannot prepare a collision.
 */
const newSerial = (): string => {
  const bytes = randomBytes(serialBytes);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes.toString('hex');
};

/** Drops the fraction of a second, which RFC 5280 section 4.1.2.5 forbids. */
const wholeSecond = (date: Date): Date => new Date(Math.floor(date.getTime() / 1000) * 1000);

const pemOf = (certificate: x509.X509Certificate): string =>
  new NodeCertificate(Buffer.from(certificate.rawData)).toString();

const ellipticHashes: Readonly<Record<string, string>> = {
  'P-256': 'SHA-256',
  'P-384': 'SHA-384',
  'P-521': 'SHA-512',
};

interface Signing {
  readonly signingKey: webcrypto.CryptoKey;
  readonly signingAlgorithm: { readonly name: string; readonly hash: string };
}

const signingWith = async (key: KeyObject): Promise<Signing> => {
  const { name } = keyInfoOf(key);
  const hash = ellipticHashes[name];
  const algorithm = hash
    ? { name: 'ECDSA', namedCurve: name, hash }
    : { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
  const der = key.export({ format: 'der', type: 'pkcs8' });
  const signingKey = await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
  return { signingKey, signingAlgorithm: algorithm };
};

const openedKey = (key: Secret): KeyObject => {
  try {
    return key.reveal((pem) => createPrivateKey(pem));
  } catch {
    // The cause is left out: an error must not repeat any part of the key that was sent.
    throw new ManagementError(
      'invalid',
      'key: must be the private key of the certificate in PEM, without a passphrase (openssl pkey -in ca.key -out plain.key)',
      'key',
    );
  }
};

const checkCa = (certificate: x509.X509Certificate, { isCa, key }: CertificateInfo): void => {
  const usages = certificate.getExtension(x509.KeyUsagesExtension)?.usages;
  const needed = x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign;
  const problem = !isCa
    ? 'it is not a CA certificate (its basic constraints lack CA:true)'
    : usages !== undefined && (usages & needed) !== needed
      ? 'its key usage lacks keyCertSign or cRLSign'
      : !/^(RSA-(2048|3072|4096)|P-(256|384|521))$/.test(key.name)
        ? `its key is ${key.name}, but must be RSA of 2048, 3072 or 4096 bits, P-256, P-384 or P-521`
        : null;
  if (problem !== null) throw new ManagementError('refused', `certificate: ${problem}`, 'certificate');
};

/**
 * Builds the subject within the upper bounds of RFC 5280: 64 characters. The CNPJ is the subject's
 * serialNumber, as in Open Finance Brasil.
 */
const nameOf = ({ commonName, organization, taxId }: CertificateSubject): x509.Name =>
  new x509.Name([
    { O: [{ utf8String: Array.from(organization).slice(0, organizationCharactersMax).join('') }] },
    ...(taxId === null ? [] : [{ [serialNumberOfSubject]: [{ printableString: taxId }] }]),
    { CN: [{ utf8String: commonName }] },
  ]);

const caExtensions = async (spki: Uint8Array): Promise<x509.Extension[]> => [
  // The authority signs client certificates only, and no further authority.
  new x509.BasicConstraintsExtension(true, 0, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
  await x509.SubjectKeyIdentifierExtension.create(new x509.PublicKey(spki), false, webcrypto),
];

const clientExtensions = async (
  issuer: x509.X509Certificate,
  { publicKey, subject: { taxId }, crlUrl }: CertificateParameters,
): Promise<x509.Extension[]> => [
  new x509.BasicConstraintsExtension(false, undefined, true),
  new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
  new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
  await x509.SubjectKeyIdentifierExtension.create(new x509.PublicKey(publicKey), false, webcrypto),
  await authorityKeyIdentifier(issuer),
  // Some accounts require their CNPJ on the certificate, whichever authority signed it.
  ...(taxId === null ? [] : [new x509.Extension('2.5.29.17', false, cnpjNames(taxId))]),
  ...(crlUrl === null ? [] : [new x509.CRLDistributionPointsExtension([crlUrl])]),
];

/**
 * Identifies the issuer's key as the issuer's own certificate does: an imported authority may
 * identify its key in its own way.
 */
const authorityKeyIdentifier = (
  issuer: x509.X509Certificate,
): Promise<x509.AuthorityKeyIdentifierExtension> => {
  const own = issuer.getExtension(x509.SubjectKeyIdentifierExtension)?.keyId;
  return own === undefined
    ? x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey, false, webcrypto)
    : Promise.resolve(new x509.AuthorityKeyIdentifierExtension(own));
};

/** CRLNumber, RFC 5280 section 5.2.3: a positive INTEGER. */
const numberExtension = (number: bigint): x509.Extension => {
  const hex = number.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return new x509.Extension('2.5.29.20', false, Buffer.concat([Buffer.of(0x02, positive.length), positive]));
};

/**
 * Checks the new certificate under its own authority. Otherwise the merchant would be the first to
 * notice a bad one, in production.
 */
const checked = (pem: string, caPem: string): string => {
  const [certificate, authority] = [new NodeCertificate(pem), new NodeCertificate(caPem)];
  if (certificate.checkIssued(authority) && certificate.verify(authority.publicKey)) return pem;
  throw new Error('the certificate that was just signed does not verify under its CA');
};
