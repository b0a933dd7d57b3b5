import type { AccountKind, AccountStatus } from '../accounts/account.js';
import type { ClientCertificatePolicy, ContractName, CredentialStatus } from '../credentials/credential.js';
import type {
  AccountId,
  CertificateId,
  ClientId,
  CredentialId,
  Fingerprint,
  SecretId,
} from '../shared/ids.js';

/** The part of a token request that the database can answer. */
export interface ClientSnapshotQuery {
  readonly clientId: ClientId;
  readonly fingerprint: Fingerprint | null;
  readonly contract: ContractName;
  readonly address: string | null;
}

/**
 * What the database answered for one request, at one instant of its own clock.
 */
export interface ClientSnapshot {
  /** The database's time in milliseconds since 1970: the issuing clock. */
  readonly nowMs: number;
  readonly client: SnapshotClient | null;
  readonly certificate: SnapshotCertificate | null;
}

/** The client of the request, with its account. A type named `...Status` has the values of one field. */
export interface SnapshotClient {
  readonly accountId: AccountId;
  readonly accountName: string;
  readonly accountKind: AccountKind;
  readonly accountStatus: AccountStatus;
  readonly accountScopes: readonly string[];
  /**
   * Replaced by the database with every change of what the account's tokens depend on, apart from
   * certificates (migration AccountStamp). The record of a token names it.
   */
  readonly stamp: string;
  /** The CNPJ that the certificate must carry; `null` when none is required, also where the account has one. */
  readonly requiredTaxId: string | null;
  readonly networkAllowed: boolean;
  readonly credentialId: CredentialId;
  readonly credentialStatus: CredentialStatus;
  readonly credentialScopes: readonly string[] | null;
  readonly credentialExpiresAtMs: number | null;
  /** `null` when the credential may not use the contract of the request. */
  readonly certificatePolicy: ClientCertificatePolicy | null;
  readonly secrets: readonly SnapshotSecret[];
}

export interface SnapshotSecret {
  readonly id: SecretId;
  /** Tagged with its algorithm, parameters and pepper id. */
  readonly digest: string;
  readonly expiresAtMs: number | null;
}

export interface SnapshotCertificate {
  readonly id: CertificateId;
  readonly revoked: boolean;
  readonly linked: boolean;
}
