import { createPrivateKey, createPublicKey } from 'node:crypto';
import { binaryKindOf } from './binary-kind.js';
import type { CertificateInfo } from './certificate-checks.js';
import { certificateInfoOf, keyIdOf } from './certificate-info.js';
import { type Finding, finding } from './finding.js';
import { type Identity, nothingRead } from './identity.js';
import { isPrivateKey, isRequest, type PemPart, readHeaderText, readPem } from './pem-text.js';
import { readFileOf } from './read-file.js';

/** `PemFile`: the parts of a file, or why there are none. */
interface PemFile {
  readonly file: string;
  readonly parts: readonly PemPart[];
  readonly findings: readonly Finding[];
}

type Role = 'certificate' | 'key';

/** Reads certificate and key from two files in PEM, or from one. */
export const readPemIdentity = async (
  certFile: string,
  keyFile: string | undefined,
  passphrase: string | undefined,
): Promise<Identity> => {
  const own = await readPemFile(certFile, 'certificate');
  const other = keyFile === undefined ? null : await readPemFile(keyFile, 'key');
  const swapped = swappedIn(own, other);
  if (swapped) return nothingRead([swapped]);
  const certificates = own.parts.filter(
    ({ label }) => label === 'CERTIFICATE' || label === 'X509 CERTIFICATE',
  );
  const info = certificates.map(({ der }) => certificateInfoOf(der)).filter((each) => each !== null);
  const keyInside = own.parts.find(({ label }) => isPrivateKey(label));
  const key = readKey(other ?? own, passphrase);
  const findings = [
    ...own.findings,
    ...(certificates.length === info.length ? [] : [finding('pem_damaged', { file: certFile })]),
    ...(keyInside === undefined ? [] : [finding('key_in_certificate_file', { file: certFile })]),
    ...(other?.findings ?? []),
    ...key.findings,
  ];
  return {
    findings: [...findings, ...(info.length === 0 && findings.length === 0 ? [noCertificate(own)] : [])],
    certificates: info,
    ders: certificates.map(({ der }) => der),
    keyId: key.keyId,
    tls: tlsOf({ certificates, info, key, passphrase }),
  };
};

const noCertificate = ({ file }: PemFile): Finding => finding('file_without_certificate', { file });

const tlsOf = ({
  certificates,
  info,
  key,
  passphrase,
}: {
  readonly certificates: readonly PemPart[];
  readonly info: readonly CertificateInfo[];
  readonly key: ReadKey;
  readonly passphrase: string | undefined;
}): Identity['tls'] => {
  // OpenSSL takes the first certificate for that of the key.
  if (key.keyId === null || info[0]?.keyId !== key.keyId) return null;
  return {
    cert: certificates.map(({ text }) => text).join(''),
    key: key.pem,
    ...(passphrase !== undefined && { passphrase }),
  };
};

const readPemFile = async (file: string, role: Role): Promise<PemFile> => {
  const read = await readFileOf(file);
  if ('problem' in read) return { file, parts: [], findings: [read.problem] };
  const binary = binaryFinding(file, read.bytes, role);
  if (binary) return { file, parts: [], findings: [binary] };
  const header = readHeaderText(read.bytes.toString('utf8'));
  if (header.text === null) {
    const code = header.kind === 'plus' ? 'header_plus_encoded' : 'header_twice_encoded';
    return { file, parts: [], findings: [finding(code, { file })] };
  }
  const { parts, fault } = readPem(header.text);
  const findings = [
    ...(header.kind === 'percent' ? [finding('header_value', { file })] : []),
    ...(fault === null ? contentFindings(file, parts, role) : [finding(fault, { file })]),
  ];
  return { file, parts, findings };
};

const binaryFinding = (file: string, bytes: Buffer, role: Role): Finding | null => {
  const kind = binaryKindOf(bytes);
  if (kind === null) return null;
  if (kind === 'pkcs12') return finding('file_is_pkcs12', { file });
  if (kind === 'pkcs7') return finding('file_is_pkcs7', { file });
  if (kind === 'certificate') return finding('file_is_der', { file });
  if (kind === 'key') return finding('key_is_der', { file });
  return finding(role === 'key' ? 'file_without_key' : 'file_without_certificate', { file });
};

/** What a text has in it that is not what it should have. */
const contentFindings = (file: string, parts: readonly PemPart[], role: Role): readonly Finding[] => {
  const labels = parts.map(({ label }) => label);
  if (role === 'key') return labels.some(isPrivateKey) ? [] : [finding('file_without_key', { file })];
  if (labels.some((label) => label.endsWith('CERTIFICATE'))) return [];
  if (labels.includes('PKCS7')) return [finding('file_is_pkcs7', { file })];
  return [finding(labels.some(isRequest) ? 'file_is_request' : 'file_without_certificate', { file })];
};

const swappedIn = (own: PemFile, other: PemFile | null): Finding | null => {
  const isKeyOnly = own.parts.length > 0 && own.parts.every(({ label }) => isPrivateKey(label));
  const isCertificateOnly = other !== null && other.parts.some(({ label }) => label === 'CERTIFICATE');
  const hasKey = other?.parts.some(({ label }) => isPrivateKey(label)) ?? false;
  return isKeyOnly && isCertificateOnly && !hasKey ? finding('files_swapped', { file: own.file }) : null;
};

interface ReadKey {
  readonly keyId: string | null;
  readonly pem: string;
  readonly findings: readonly Finding[];
}

const readKey = ({ file, parts, findings }: PemFile, passphrase: string | undefined): ReadKey => {
  const part = parts.find(({ label }) => isPrivateKey(label));
  const none = (found: readonly Finding[]): ReadKey => ({ keyId: null, pem: '', findings: found });
  if (!part) return none(findings.length > 0 ? [] : [finding('key_missing')]);
  if (part.label === 'OPENSSH PRIVATE KEY') return none([finding('key_is_openssh', { file })]);
  if (part.isEncrypted && passphrase === undefined) return none([finding('key_encrypted', { file })]);
  try {
    const key = createPrivateKey({ key: part.text, ...(passphrase !== undefined && { passphrase }) });
    return { keyId: keyIdOf(createPublicKey(key)), pem: part.text, findings: [] };
  } catch {
    return none([finding(part.isEncrypted ? 'passphrase_wrong' : 'key_unreadable', { file })]);
  }
};
