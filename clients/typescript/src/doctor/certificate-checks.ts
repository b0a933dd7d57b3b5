/** What certificates say of themselves. Runs in Node and in browsers. */
import { type Finding, finding } from './finding.js';

/** `CertificateInfo`: what is looked at in a certificate. */
export interface CertificateInfo {
  readonly subject: string;
  readonly issuer: string;
  /** SHA-256 of the DER, 64 hexadecimal digits. */
  readonly fingerprint: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Such as `RSA-2048` or `P-256`. */
  readonly keyName: string;
  readonly isKeyStrong: boolean;
  /** SHA-256 of the public key (SubjectPublicKeyInfo), to compare it with that of a private key. */
  readonly keyId: string;
  readonly isCa: boolean;
  /** Object identifiers; `null` without the extension. */
  readonly extendedKeyUsage: readonly string[] | null;
}

export interface ChainCheck {
  /** The certificates in the order of the file. */
  readonly certificates: readonly CertificateInfo[];
  /** The name of the file, for the sentences. */
  readonly file: string;
  /** Of the private key; `null` without one. */
  readonly keyId: string | null;
  readonly nowMs: number;
}

const rsaBitsMin = 2048;
const strongCurves = ['P-256', 'P-384', 'P-521', 'Ed25519'];

/** Whether the gateway accepts a key: its name is such as `RSA-2048` or `P-256`. */
export const isKeyNameStrong = (name: string): boolean =>
  name.startsWith('RSA-') ? Number(name.slice('RSA-'.length)) >= rsaBitsMin : strongCurves.includes(name);

const dayMs = 86_400_000;
const soonDays = 30;
const usagesOfClients = ['1.3.6.1.5.5.7.3.2', '2.5.29.37.0'];

/** Returns the place of the client's own certificate: that of the key, else the first. */
export const ownIndexOf = ({ certificates, keyId }: Pick<ChainCheck, 'certificates' | 'keyId'>): number => {
  const index = certificates.findIndex((certificate) => certificate.keyId === keyId);
  return Math.max(index, 0);
};

/** Returns what is wrong with the certificates of a file, and with the key beside them. */
export const checkChain = (check: ChainCheck): readonly Finding[] => {
  const { certificates, keyId, file } = check;
  const index = ownIndexOf(check);
  const own = certificates[index];
  if (!own) return [];
  const mismatch = keyId !== null && own.keyId !== keyId;
  return [
    ...(mismatch ? [finding('key_mismatch')] : []),
    ...(index > 0 ? [finding('own_certificate_not_first', { file })] : orderOf(check)),
    ...checkOwn(own, check.nowMs),
    ...certificates.flatMap((each) => (each === own ? [] : checkIssuer(each, check.nowMs))),
  ];
};

const orderOf = ({ certificates, file }: ChainCheck): readonly Finding[] => {
  const wrong = certificates.find((each, index) => {
    const next = certificates[index + 1];
    return next !== undefined && next.subject !== each.issuer;
  });
  return wrong ? [finding('chain_out_of_order', { file, subject: wrong.subject })] : [];
};

/** Whether a certificate may be that of a client: one without an extended key usage is for any purpose. */
export const isForClients = ({ extendedKeyUsage: usage }: CertificateInfo): boolean =>
  usage === null || usage.some((id) => usagesOfClients.includes(id));

const dateOf = (date: Date): string => date.toISOString().slice(0, 19) + 'Z';

const checkOwn = (own: CertificateInfo, nowMs: number): readonly Finding[] => {
  const isSelfSigned = own.subject === own.issuer;
  return [
    ...validityOf(own, nowMs),
    ...(own.isCa && !isSelfSigned ? [finding('certificate_is_ca')] : []),
    ...(isSelfSigned ? [finding('certificate_self_signed')] : []),
    ...(own.isKeyStrong ? [] : [finding('key_weak', { key: own.keyName })]),
    ...(isForClients(own) ? [] : [finding('no_client_auth')]),
  ];
};

const validityOf = ({ notBefore, notAfter }: CertificateInfo, nowMs: number): readonly Finding[] => {
  if (nowMs > notAfter.getTime()) return [finding('certificate_expired', { date: dateOf(notAfter) })];
  if (nowMs < notBefore.getTime()) return [finding('certificate_not_yet_valid', { date: dateOf(notBefore) })];
  const days = Math.floor((notAfter.getTime() - nowMs) / dayMs);
  return days < soonDays ? [finding('certificate_expires_soon', { days, date: dateOf(notAfter) })] : [];
};

const checkIssuer = ({ subject, notAfter }: CertificateInfo, nowMs: number): readonly Finding[] =>
  nowMs > notAfter.getTime() ? [finding('intermediate_expired', { subject, date: dateOf(notAfter) })] : [];
