/** Reads what a person gives to the page. Nothing of it leaves the browser. */
import { binaryKindOf } from '../../../clients/typescript/src/doctor/binary-kind.js';
import { checkChain, ownIndexOf } from '../../../clients/typescript/src/doctor/certificate-checks.js';
import { type Finding, finding } from '../../../clients/typescript/src/doctor/finding.js';
import {
  headerValueOf,
  isPrivateKey,
  isRequest,
  type PemPart,
  readHeaderText,
  readPem,
} from '../../../clients/typescript/src/doctor/pem-text.js';
import { type ReadCertificate, readCertificate } from './browser-certificate.ts';
import { belongsTo, type GivenKey } from './key-match.ts';

export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** `KeyState`: what can be said of a private key. */
export type KeyState = 'none' | 'encrypted' | 'belongs' | 'differs' | 'unread';

/** `Reading`: what is shown. It has no key in it. */
export interface Reading {
  readonly certificates: readonly ReadCertificate[];
  /** The place of the client's own certificate; -1 without one. */
  readonly ownIndex: number;
  readonly findings: readonly Finding[];
  readonly key: KeyState;
  /** Of the client's own certificate, for `X-SSL-Client-Cert`. */
  readonly headerValue: string | null;
  /** The .p12 files that need a password, or another one. */
  readonly passwordFor: string | null;
}

interface Content {
  readonly ders: readonly Uint8Array<ArrayBuffer>[];
  readonly key: GivenKey | 'encrypted' | 'unread' | null;
  readonly findings: readonly Finding[];
  readonly passwordFor: string | null;
}

export const bytesMax = 1024 * 1024;
const nothing: Content = { ders: [], key: null, findings: [], passwordFor: null };

/** Reads files, or a pasted text, as one set: certificates in one file and the key in another are compared. */
export const readFiles = async (
  files: readonly GivenFile[],
  password: string,
  nowMs: number,
): Promise<Reading> => {
  const contents: Content[] = [];
  for (const file of files) contents.push(await contentOf(file, password));
  const read = await Promise.all(contents.flatMap(({ ders }) => ders).map((der) => readCertificate(der)));
  const certificates = read.filter((each) => each !== null);
  const key = contents.map((content) => content.key).find((each) => each !== null) ?? null;
  const { state, keyId } = await compare(key, certificates);
  const info = certificates.map((each) => each.info);
  const file = files[0]?.name ?? '';
  const ownIndex = certificates.length === 0 ? -1 : ownIndexOf({ certificates: info, keyId });
  const damaged = read.length === certificates.length ? [] : [finding('pem_damaged', { file })];
  return {
    certificates,
    ownIndex,
    findings: [
      ...contents.flatMap(({ findings }) => findings),
      ...damaged,
      ...checkChain({ certificates: info, keyId, file, nowMs }),
    ],
    key: state,
    headerValue: certificates[ownIndex] ? headerValueOf(certificates[ownIndex].der) : null,
    passwordFor: contents.find((content) => content.passwordFor !== null)?.passwordFor ?? null,
  };
};

const compare = async (
  key: Content['key'],
  certificates: readonly ReadCertificate[],
): Promise<{ readonly state: KeyState; readonly keyId: string | null }> => {
  if (key === null) return { state: 'none', keyId: null };
  if (typeof key === 'string') return { state: key, keyId: null };
  if (certificates.length === 0) return { state: 'unread', keyId: null };
  for (const certificate of certificates)
    if (await belongsTo(key, certificate)) return { state: 'belongs', keyId: certificate.info.keyId };
  return { state: 'differs', keyId: 'of no certificate' };
};

const contentOf = async (file: GivenFile, password: string): Promise<Content> => {
  const { name, bytes } = file;
  if (bytes.length === 0) return { ...nothing, findings: [finding('file_empty', { file: name })] };
  if (bytes.length > bytesMax)
    return { ...nothing, findings: [finding('file_too_large', { file: name, limit: '1 MiB' })] };
  const kind = binaryKindOf(bytes);
  if (kind === null) return contentOfText(name, new TextDecoder().decode(bytes));
  if (kind === 'pkcs12') return contentOfPkcs12(file, password);
  if (kind === 'certificate')
    return { ...nothing, ders: [bytes], findings: [finding('file_is_der', { file: name })] };
  if (kind === 'key') return { ...nothing, key: 'unread', findings: [finding('key_is_der', { file: name })] };
  const code = kind === 'pkcs7' ? 'file_is_pkcs7' : 'file_without_certificate';
  return { ...nothing, findings: [finding(code, { file: name })] };
};

const contentOfPkcs12 = async ({ name, bytes }: GivenFile, password: string): Promise<Content> => {
  // As large as the rest of the page, so it is a file of its own.
  const { readPkcs12, WrongPassword } = await import('./pkcs12.ts');
  try {
    const { certificates, key } = readPkcs12(bytes, password);
    return { ...nothing, ders: certificates, key: key && { label: 'PRIVATE KEY', der: key } };
  } catch (reason) {
    if (!(reason instanceof WrongPassword))
      return { ...nothing, findings: [finding('pfx_unreadable', { file: name })] };
    // The first try is with an empty password: not a mistake of the person's.
    const findings = password === '' ? [] : [finding('passphrase_wrong', { file: name })];
    return { ...nothing, findings, passwordFor: name };
  }
};

const contentOfText = (file: string, text: string): Content => {
  const header = readHeaderText(text);
  if (header.text === null) {
    const code = header.kind === 'plus' ? 'header_plus_encoded' : 'header_twice_encoded';
    return { ...nothing, findings: [finding(code, { file })] };
  }
  const { parts, fault } = readPem(header.text);
  const certificates = parts.filter(({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE');
  const key = parts.find(({ label }) => isPrivateKey(label));
  return {
    ...nothing,
    ders: certificates.map(({ der }) => der),
    key: key ? givenKey(key) : null,
    findings: [
      ...(header.kind === 'percent' ? [finding('header_value', { file })] : []),
      ...(fault === null ? whatElse(file, parts) : [finding(fault, { file })]),
      ...(key && certificates.length > 0 ? [finding('key_in_certificate_file', { file })] : []),
      ...(key?.label === 'OPENSSH PRIVATE KEY' ? [finding('key_is_openssh', { file })] : []),
    ],
  };
};

const givenKey = ({ label, der, isEncrypted }: PemPart): Content['key'] => {
  if (isEncrypted) return 'encrypted';
  if (label === 'PRIVATE KEY' || label === 'RSA PRIVATE KEY' || label === 'EC PRIVATE KEY')
    return { label, der };
  return 'unread';
};

/** What a text has in it that is neither certificate nor key. */
const whatElse = (file: string, parts: readonly PemPart[]): readonly Finding[] => {
  const labels = parts.map(({ label }) => label);
  if (labels.some((label) => label.endsWith('CERTIFICATE') || isPrivateKey(label))) return [];
  if (labels.includes('PKCS7')) return [finding('file_is_pkcs7', { file })];
  return [finding(labels.some(isRequest) ? 'file_is_request' : 'file_without_certificate', { file })];
};
