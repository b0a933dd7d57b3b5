/** What management needs of the database: the books in which accounts, credentials and certificates are kept. */
import type { Account, AccountKind } from './account.js';
import type { Certificate, CertificateFacts } from './certificate.js';
import type { CertificatePolicy, ContractName, Credential } from './credential.js';
import type { AccountId, ClientId, Fingerprint, SecretId } from './ids.js';

export interface NewAccount {
  readonly name: string;
  readonly kind: AccountKind;
  readonly taxId: string | null;
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly taxIdOnCertificate: boolean;
}

export interface NewCredential {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  readonly label: string;
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly contracts: readonly { readonly contract: ContractName; readonly policy: CertificatePolicy }[];
  readonly digest: string;
}

/** An account's certificate with what ties it to the account. */
export interface LinkedCertificate extends Certificate {
  readonly accountId: AccountId;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** Reading: any time, as of now. */
export abstract class BookReader {
  abstract account(id: AccountId): Promise<Account | null>;
  abstract accounts(filter: { readonly kind?: AccountKind }): Promise<readonly Account[]>;
  abstract credential(clientId: ClientId): Promise<Credential | null>;
  abstract credentialsOf(account: AccountId): Promise<readonly Credential[]>;
  abstract certificate(fingerprint: Fingerprint): Promise<Certificate | null>;
  abstract certificatesOf(account: AccountId): Promise<readonly LinkedCertificate[]>;
  /** The accounts that have this certificate linked now. */
  abstract accountsLinkedTo(fingerprint: Fingerprint): Promise<readonly AccountId[]>;
  /** The database's time: the one by which things expire. */
  abstract now(): Promise<Date>;
}

/** Writing what adds authority. Each method locks what it changes; all of one `change` hold or none does. */
export abstract class BookWriter extends BookReader {
  abstract openAccount(account: NewAccount): Promise<Account>;
  /** Waits until a later second than the suspension's, so that no token of before is good again. */
  abstract reactivateAccount(id: AccountId): Promise<void>;
  abstract addCredential(credential: NewCredential): Promise<Credential>;
  /** Adds a secret; when `othersExpireAt` is given, the secrets that are live now expire then. */
  abstract addSecret(clientId: ClientId, digest: string, othersExpireAt: Date | null): Promise<SecretId>;
  /** Sets the policy of one contract. Widening only: narrowing takes authority away and belongs to the revoker. */
  abstract allowContract(clientId: ClientId, contract: ContractName, policy: CertificatePolicy): Promise<void>;
  /** Links, and keeps the certificate when it is new. A re-link waits for a later second than the unlink's. */
  abstract linkCertificate(account: AccountId, facts: CertificateFacts, pem: string): Promise<void>;
}

/** Writing what takes authority away. Each method also writes the fact that ends the tokens obtained with it. */
export abstract class BookRevoker extends BookReader {
  abstract suspendAccount(id: AccountId): Promise<void>;
  abstract revokeCredential(clientId: ClientId): Promise<void>;
  abstract retireSecret(secret: SecretId): Promise<void>;
  abstract disallowContract(clientId: ClientId, contract: ContractName): Promise<void>;
  abstract unlinkCertificate(account: AccountId, fingerprint: Fingerprint): Promise<void>;
}

/**
 * The books. What takes authority away is reachable inside `revoke` alone, and `revoke` passes the barrier of the
 * record of issue before it resolves: no use case can acknowledge a revocation that a token request still races.
 */
export abstract class Books extends BookReader {
  /** One transaction that adds. */
  abstract change<T>(work: (books: BookWriter) => Promise<T>): Promise<T>;
  /** One transaction that takes away; resolves when no process can issue on what was taken. */
  abstract revoke<T>(work: (books: BookRevoker) => Promise<T>): Promise<T>;
}

/** A refusal as kept, for the one who asks why. */
export interface KeptRefusal {
  readonly at: Date;
  readonly requestId: string;
  readonly contract: string;
  readonly door: string;
  readonly reason: string;
  readonly detail: string;
  readonly clientId: string | null;
  readonly accountId: AccountId | null;
  readonly fingerprint: Fingerprint | null;
  readonly address: string | null;
}

/** Finds kept refusals. */
export abstract class RefusalRecords {
  abstract byRequest(requestId: string): Promise<readonly KeptRefusal[]>;
}
