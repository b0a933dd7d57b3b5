import type { Account } from '../../core/accounts/account.js';
import type { StoredCa } from '../../core/ca/certificate-authority.js';
import type { Certificate } from '../../core/certificates/certificate.js';
import type { StoredCertificate } from '../../core/certificates/certificate-repository.js';
import type { ActiveSecret, Credential } from '../../core/credentials/credential.js';
import { registrationMember, shapeOfDigest } from '../../core/credentials/stored-digest.js';
import type {
  AccountId,
  CertificateId,
  ClientId,
  CredentialId,
  Fingerprint,
  SecretId,
} from '../../core/shared/ids.js';
import type { AccountRow } from './account-row.js';
import type { CaRow } from './ca-row.js';
import type { CertificateRow } from './certificate-row.js';
import type { CredentialContractRow } from './credential-contract-row.js';
import type { CredentialRow } from './credential-row.js';
import type { CredentialSecretRow } from './credential-secret-row.js';

export const toAccount = (row: AccountRow): Account => ({
  id: row.id as AccountId,
  name: row.name,
  taxId: row.taxId,
  kind: row.kind,
  status: row.status,
  scopes: row.scopes,
  networks: row.networks,
  taxIdOnCertificate: row.taxIdOnCertificate,
  resourceServer: row.resourceServer,
  version: row.version,
  createdAt: row.createdAt,
});

export const toCertificate = (row: CertificateRow): Certificate => ({
  id: row.id as CertificateId,
  fingerprint: row.fingerprint.toString('hex') as Fingerprint,
  subject: row.subject,
  issuer: row.issuer,
  serialNumber: row.serial,
  keyType: row.keyType,
  notBefore: row.notBefore,
  notAfter: row.notAfter,
  taxId: row.taxId,
  revokedAt: row.revokedAt,
  revokedReason: row.revokedReason,
});

export const toStoredCertificate = (row: CertificateRow): StoredCertificate => ({
  ...toCertificate(row),
  pem: row.pem,
});

export const toCa = (row: CaRow): StoredCa => ({
  fingerprint: row.fingerprint.toString('hex') as Fingerprint,
  subject: row.subject,
  pem: row.pem,
  chain: row.chain,
  keyType: row.keyType,
  notBefore: row.notBefore,
  notAfter: row.notAfter,
  sealed: row.sealed,
  createdAt: row.createdAt,
  retiredAt: row.retiredAt,
});

/** Leaves out digests: nothing outside storage and crypto needs one. */
export const toCredential = (
  row: CredentialRow,
  contracts: readonly CredentialContractRow[],
  secrets: readonly CredentialSecretRow[],
): Credential => ({
  id: row.id as CredentialId,
  clientId: row.clientId as ClientId,
  accountId: row.accountId as AccountId,
  label: row.label,
  status: row.status,
  scopes: row.scopes,
  expiresAt: row.expiresAt,
  createdAt: row.createdAt,
  contracts: contracts.map(({ contract, policy }) => ({ contract, policy })),
  secrets: secrets.map(toSecret),
});

const toSecret = (row: CredentialSecretRow): ActiveSecret => ({
  id: row.id as SecretId,
  shape: shapeOfDigest(row.digest),
  ...registrationMember(row.digest),
  createdAt: row.createdAt,
  expiresAt: row.expiresAt,
  lastUsedAt: row.lastUsedAt,
});
