import { AccountCertificateRow } from './account-certificate-row.js';
import { AccountRow } from './account-row.js';
import { CaRow } from './ca-row.js';
import { CertificateRow } from './certificate-row.js';
import { ClientCaRow } from './client-ca-row.js';
import { CredentialContractRow } from './credential-contract-row.js';
import { CredentialRow } from './credential-row.js';
import { CredentialSecretRow } from './credential-secret-row.js';
import { RealmUserRow } from './realm-user-row.js';
import { RefreshFamilyRow } from './refresh-family-row.js';
import { RevocationRow } from './revocation-row.js';

/**
 * `managementRows`: every table that management writes. This folder owns the TypeORM entities; it
 * must never create a table, which the migrations do. A test compares rows and tables.
 */
export const managementRows = [
  AccountRow,
  CredentialRow,
  CredentialContractRow,
  CredentialSecretRow,
  CertificateRow,
  CaRow,
  ClientCaRow,
  AccountCertificateRow,
  RevocationRow,
  RealmUserRow,
  RefreshFamilyRow,
];
