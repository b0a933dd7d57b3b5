/**
 * Development and test certificates: authorities, client certificates of every kind that a merchant
 * may present, and the server's own.
 *
 * Must never: be used for production certificates. Its private keys are on the disk unencrypted.
 */
// The certificate library's dependency injection needs the polyfill before its first import.
import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as x509 from '@peculiar/x509';
import { keyToPem, type KeyType, makeKeyPair, readPrivateKey, signingAlgorithm } from './pki-keys.js';
import { type AlternativeNames, alternativeNamesExtension } from './pki-names.js';
import { replaceFile } from './replace-file.js';

interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

export interface IssuedCertificate {
  readonly certPem: string;
  /** PKCS#8. */
  readonly keyPem: string;
  /** SHA-256 of the DER, 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

export interface DevelopmentCa extends IssuedCertificate {
  /** This certificate and its issuers, without the root: what a client sends after its own. Empty for a root. */
  readonly chainPem: string;
  readonly keyType: KeyType;
  readonly privateKey: webcrypto.CryptoKey;
  readonly certificate: x509.X509Certificate;
}

export interface PkiCaParameters extends Validity {
  readonly commonName: string;
  /** `p256` by default. */
  readonly keyType?: KeyType;
  /** The authority that signs it; without one it is a root. */
  readonly parent?: DevelopmentCa;
}

export interface PkiCertificateParameters extends Validity {
  /** Becomes `CN=...`. Give one of `commonName` and `subject`. */
  readonly commonName?: string;
  /** A whole distinguished name, such as `CN=Loja, O=Loja Ltda, C=BR`. */
  readonly subject?: string;
  /** `p256` by default. */
  readonly keyType?: KeyType;
  /** OIDs; `clientAuth` by default; an empty list leaves the extension out. */
  readonly extendedKeyUsage?: readonly string[];
  readonly subjectAltNames?: AlternativeNames;
  /** Hexadecimal; random by default. */
  readonly serial?: string;
}

export const clientAuth = '1.3.6.1.5.5.7.3.2';
export const serverAuth = '1.3.6.1.5.5.7.3.1';

const escapeName = (value: string): string => value.replace(/[,+"\\<>;#=]/g, '\\$&');

const issued = async (
  certificate: x509.X509Certificate,
  key: webcrypto.CryptoKey,
): Promise<IssuedCertificate> => {
  const der = Buffer.from(certificate.rawData);
  const parsed = new X509Certificate(der);
  return {
    certPem: parsed.toString(),
    keyPem: await keyToPem(key),
    fingerprint: parsed.fingerprint256.replaceAll(':', '').toLowerCase(),
  };
};

/** Creates a certificate authority: a root, or one below `parent`. */
export const createCa = async (parameters: PkiCaParameters): Promise<DevelopmentCa> => {
  const keys = await makeKeyPair(parameters.keyType ?? 'p256');
  const { parent } = parameters;
  const subject = `CN=${escapeName(parameters.commonName)}`;
  const certificate = await x509.X509CertificateGenerator.create(
    {
      subject,
      issuer: parent === undefined ? subject : parent.certificate.subject,
      notBefore: parameters.notBefore,
      notAfter: parameters.notAfter,
      publicKey: keys.publicKey,
      signingKey: parent === undefined ? keys.privateKey : parent.privateKey,
      signingAlgorithm: signingAlgorithm(parent === undefined ? keys.type : parent.keyType),
      extensions: [
        new x509.BasicConstraintsExtension(true, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey, false, webcrypto),
      ],
    },
    webcrypto,
  );
  const pems = await issued(certificate, keys.privateKey);
  const chainPem = parent === undefined ? '' : `${pems.certPem}${parent.chainPem}`;
  return { ...pems, chainPem, keyType: keys.type, privateKey: keys.privateKey, certificate };
};

/**
 * Loads an authority that was written to files before. @throws Error when certificate and key do
 * not belong together
 */
export const loadCa = async (certPem: string, keyPem: string): Promise<DevelopmentCa> => {
  const { type, privateKey } = await readPrivateKey(keyPem);
  const parsed = new X509Certificate(certPem);
  if (!parsed.checkPrivateKey(createPrivateKey(keyPem))) {
    throw new Error(`The key of the CA "${parsed.subject}" does not belong to its certificate.`);
  }
  const fingerprint = parsed.fingerprint256.replaceAll(':', '').toLowerCase();
  const chainPem = parsed.subject === parsed.issuer ? '' : parsed.toString();
  const certificate = new x509.X509Certificate(parsed.raw);
  return {
    certPem: parsed.toString(),
    keyPem,
    fingerprint,
    chainPem,
    keyType: type,
    privateKey,
    certificate,
  };
};

const extensionsFor = async (
  ca: DevelopmentCa,
  parameters: PkiCertificateParameters,
  key: webcrypto.CryptoKey,
): Promise<x509.Extension[]> => {
  const usages = parameters.extendedKeyUsage ?? [clientAuth];
  const names = alternativeNamesExtension(parameters.subjectAltNames ?? {});
  return [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    await x509.SubjectKeyIdentifierExtension.create(key, false, webcrypto),
    await x509.AuthorityKeyIdentifierExtension.create(ca.certificate.publicKey, false, webcrypto),
    ...(usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages])]),
    ...(names === null ? [] : [names]),
  ];
};

/**
 * Issues a certificate with a new key. @throws Error when neither or both of `commonName` and
 * `subject` are given
 */
export const issueCertificate = async (
  ca: DevelopmentCa,
  parameters: PkiCertificateParameters,
): Promise<IssuedCertificate> => {
  if ((parameters.commonName === undefined) === (parameters.subject === undefined)) {
    throw new Error('A certificate needs either a commonName or a subject.');
  }
  const keys = await makeKeyPair(parameters.keyType ?? 'p256');
  const certificate = await x509.X509CertificateGenerator.create(
    {
      ...(parameters.serial === undefined ? {} : { serialNumber: parameters.serial }),
      subject: parameters.subject ?? `CN=${escapeName(parameters.commonName ?? '')}`,
      issuer: ca.certificate.subject,
      notBefore: parameters.notBefore,
      notAfter: parameters.notAfter,
      publicKey: keys.publicKey,
      signingKey: ca.privateKey,
      signingAlgorithm: signingAlgorithm(ca.keyType),
      extensions: await extensionsFor(ca, parameters, keys.publicKey),
    },
    webcrypto,
  );
  return await issued(certificate, keys.privateKey);
};

/**
 * Issues the server's own certificate, P-256, for `localhost`, 127.0.0.1, ::1 and more names when
 * given.
 */
export const issueServerCertificate = (
  ca: DevelopmentCa,
  validity: Validity,
  moreNames: readonly string[] = [],
): Promise<IssuedCertificate> =>
  issueCertificate(ca, {
    commonName: 'localhost',
    notBefore: validity.notBefore,
    notAfter: validity.notAfter,
    extendedKeyUsage: [serverAuth],
    subjectAltNames: { dns: ['localhost', ...moreNames], ip: ['127.0.0.1', '::1'] },
  });

const write = async (file: string, text: string, mode: number): Promise<void> => {
  await mkdir(dirname(file), { recursive: true });
  await replaceFile(file, text, mode);
};

/** Writes a certificate (0644) and its key (0600). */
export const writeIssuedCertificate = async (
  files: { cert: string; key: string },
  pems: IssuedCertificate,
  chainPem = '',
): Promise<void> => {
  await write(files.key, pems.keyPem, 0o600);
  await write(files.cert, `${pems.certPem}${chainPem}`, 0o644);
};
