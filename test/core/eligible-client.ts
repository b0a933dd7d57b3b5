import type { CertificateInfo, PresentedCertificate } from '../../src/core/certificates/certificate.js';
import {
  accountIdFrom,
  certificateIdFrom,
  type CredentialId,
  type Fingerprint,
  fingerprintFrom,
  secretIdFrom,
} from '../../src/core/shared/ids.js';
import type { ClientSnapshot, SnapshotClient } from '../../src/core/tokens/client-snapshot.js';
import type { ClientProofs } from '../../src/core/tokens/eligibility.js';

/** A client that may have a token, for tests that take one thing away from it. */

const present = <T>(id: T | null): T => {
  if (id === null) throw new Error('the fixture is no id');
  return id;
};

export const nowMs = Date.parse('2026-11-28T12:00:00Z');
const accountId = present(accountIdFrom('1'));
export const otherAccountId = present(accountIdFrom('2'));
export const secretId = present(secretIdFrom('3'));
export const otherSecretId = present(secretIdFrom('4'));
export const fingerprint: Fingerprint = present(fingerprintFrom('ab'.repeat(32)));
export const otherFingerprint: Fingerprint = present(fingerprintFrom('cd'.repeat(32)));
export const certificateId = present(certificateIdFrom('5'));

export const client: SnapshotClient = {
  accountId,
  accountName: 'Loja',
  accountKind: 'merchant',
  accountStatus: 'active',
  accountScopes: ['pix:read'],
  stamp: '00000000-0000-4000-8000-000000000001',
  requiredTaxId: null,
  networkAllowed: true,
  credentialId: '6' as CredentialId,
  credentialStatus: 'active',
  credentialScopes: null,
  credentialExpiresAtMs: null,
  certificatePolicy: 'tls',
  secrets: [{ id: secretId, digest: 'x', expiresAtMs: null }],
};

export const snapshot: ClientSnapshot = {
  nowMs,
  client,
  certificate: { id: certificateId, revoked: false, linked: true },
};

export const info: CertificateInfo = {
  fingerprint,
  subject: 'CN=loja',
  issuer: 'CN=ca',
  serialNumber: '01',
  key: { name: 'P-256', strong: true },
  notBefore: new Date(nowMs - 1000),
  notAfter: new Date(nowMs + 1000),
  extendedKeyUsage: null,
  isCa: false,
  taxId: null,
};

export const presented: PresentedCertificate = {
  info,
  presentation: { way: 'handshake', sslClientVerify: 'SUCCESS' },
};

export const use: ClientProofs = {
  contract: 'avista',
  source: { listener: 'tls', address: '192.0.2.7' },
  certificate: presented,
  secretId,
};

export const proofsUsed = { accountId, secretId, fingerprint };
