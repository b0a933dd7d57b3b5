/** What management needs of the database: the books in which accounts, credentials and certificates are kept. */
import type { Account, AccountKind, AccountStatus } from './account.js';
import type { Certificate, CertificateFacts } from './certificate.js';
import type { CertificatePolicy, ContractName, ContractPermission, Credential } from './credential.js';
import type { AccountId, CertificateId, ClientId, Fingerprint, RequestId, SecretId, TokenId } from './ids.js';
import type { Revocation } from './revocation.js';

declare const held: unique symbol;
/**
 * Read and locked by the change under way: until it ends nobody else changes it, nor anything else of its account. Only
 * the books make one, so a rule cannot be decided on what another change is just replacing.
 */
export type Held<T> = T & { readonly [held]: true };

export interface NewAccount {
  readonly name: string;
  readonly kind: AccountKind;
  readonly taxId: string | null;
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly taxIdOnCertificate: boolean;
}

/** What is left out stays as it is. */
export type AccountChanges = Partial<Omit<NewAccount, 'kind'>>;

export interface NewCredential {
  /** `null`: the books make one that carries the account's id. */
  readonly clientId: ClientId | null;
  readonly label: string;
  readonly scopes: readonly string[] | null;
  readonly expiresAt: Date | null;
  readonly contracts: readonly ContractPermission[];
  readonly digest: string;
}

export interface AccountFilter {
  readonly kind?: AccountKind;
  readonly status?: AccountStatus;
  /** A part of the name, in any case. */
  readonly name?: string;
  readonly taxId?: string;
  /** Behind the account with this id; `null`: from the first on. */
  readonly after?: AccountId | null;
  /** At most so many; left out: all. */
  readonly limit?: number;
}

/** A certificate with its text. */
export interface KeptCertificate extends Certificate {
  readonly pem: string;
}

/** An account's certificate with what ties it to the account. */
export interface LinkedCertificate extends Certificate {
  readonly accountId: AccountId;
  readonly linkedAt: Date;
  readonly lastUsedAt: Date | null;
}

/** A kept certificate with the accounts that have it. */
export interface ListedCertificate extends Certificate {
  readonly linkedTo: readonly AccountId[];
}

export interface CertificateFilter {
  /** Not revoked, linked to somebody, and expiring in this time. */
  readonly expiring?: { readonly from: Date; readonly to: Date };
  /** Behind the one with this id; `null`: from the first on. */
  readonly after: CertificateId | null;
  /** At most so many; left out: all. */
  readonly limit?: number;
}

/** Reading, as of one instant. */
export interface BookReader {
  account(id: AccountId): Promise<Account | null>;
  /** By id. */
  accounts(filter: AccountFilter): Promise<readonly Account[]>;
  credential(clientId: ClientId): Promise<Credential | null>;
  credentialsOf(account: AccountId): Promise<readonly Credential[]>;
  certificate(fingerprint: Fingerprint): Promise<KeptCertificate | null>;
  /** At most two fingerprints of kept certificates that begin so: enough to tell whether it names one. */
  fingerprintsFrom(firstHexDigits: string): Promise<readonly Fingerprint[]>;
  /** By id. */
  certificates(filter: CertificateFilter): Promise<readonly ListedCertificate[]>;
  certificatesOf(account: AccountId): Promise<readonly LinkedCertificate[]>;
  /** The accounts that have this certificate linked now. */
  accountsLinkedTo(fingerprint: Fingerprint): Promise<readonly AccountId[]>;
  /** Whose the token is; `null`: none with this id was issued. */
  accountOfToken(id: TokenId): Promise<AccountId | null>;
  /** Whether anybody could get a token with `admin:write` now. */
  isAnyOperatorAble(): Promise<boolean>;
  /** The database's time: the one by which things expire. */
  now(): Promise<Date>;
}

/**
 * Writing what adds authority. `hold` first: it raises the account's version, which the record of issue compares. All
 * of one change hold or none does. Throws `ManagementError`.
 */
export interface BookWriter extends BookReader {
  holdAccount(id: AccountId): Promise<Held<Account>>;
  holdCredential(clientId: ClientId): Promise<Held<Credential>>;
  openAccount(account: NewAccount): Promise<Held<Account>>;
  /** Changes that take nothing away. Those that do belong to the revoker. */
  changeAccount(account: Held<Account>, changes: AccountChanges): Promise<void>;
  /** Waits until a later second than the suspension's, so that its tokens are told from those of before. */
  reactivateAccount(account: Held<Account>): Promise<void>;
  addCredential(account: Held<Account>, credential: NewCredential): Promise<Held<Credential>>;
  addSecret(credential: Held<Credential>, digest: string): Promise<SecretId>;
  /** Sets when a live secret expires. Until then it is as good as before. */
  expireSecret(credential: Held<Credential>, secret: SecretId, at: Date): Promise<void>;
  /** Puts away the secrets that have expired: they take a place and open nothing. */
  clearExpiredSecrets(credential: Held<Credential>): Promise<void>;
  /** Widens the policy of one contract, or adds the contract. Narrowing belongs to the revoker. */
  widenContract(credential: Held<Credential>, permission: ContractPermission): Promise<void>;
  /** Keeps the certificate when it is new. Before any account is held, so that two changes cannot wait for each other. */
  keepCertificate(facts: CertificateFacts, pem: string): Promise<Held<KeptCertificate>>;
  /** A re-link waits for a later second than the unlink's, as a reactivation does. */
  linkCertificate(account: Held<Account>, certificate: Held<KeptCertificate>): Promise<void>;
}

/** Writing what takes authority away. Each method also writes the fact that ends the tokens obtained with it. */
export interface BookRevoker extends BookWriter {
  /** Nobody else takes authority away until this change ends. First of all in it. */
  holdOperators(): Promise<void>;
  /** Ends what it matches of the tokens that were issued, and takes nothing else away. `target`: as the audit trail names it. */
  endTokens(revocation: Revocation, target: string): Promise<void>;
  suspendAccount(account: Held<Account>): Promise<void>;
  /** Ends all tokens of the account: each was got by somebody who might not get it now. */
  narrowAccount(account: Held<Account>, changes: AccountChanges): Promise<void>;
  revokeCredential(credential: Held<Credential>): Promise<void>;
  /** `false`: the credential never had that secret. */
  retireSecret(credential: Held<Credential>, secret: SecretId): Promise<boolean>;
  /** Sets a narrower policy, or with `null` takes the contract away. Ends all tokens of the credential. */
  narrowContract(
    credential: Held<Credential>,
    contract: ContractName,
    policy: CertificatePolicy | null,
  ): Promise<void>;
  /** `false`: it was never linked to the account. */
  unlinkCertificate(account: Held<Account>, fingerprint: Fingerprint): Promise<boolean>;
}

/**
 * The books. What takes authority away is reachable inside `revoke` alone, and `revoke` passes the barrier of the
 * record of issue before it resolves: no use case can acknowledge a revocation that a token request still races.
 * Throws `ManagementError`.
 */
export abstract class Books {
  /** Reads that fit together. */
  abstract read<T>(work: (books: BookReader) => Promise<T>): Promise<T>;
  /** One transaction that adds. */
  abstract change<T>(work: (books: BookWriter) => Promise<T>): Promise<T>;
  /**
   * One transaction that takes away; resolves when no process can issue on what was taken. Safe to repeat: when the
   * acknowledgement was lost, doing the same again gives it.
   */
  abstract revoke<T>(work: (books: BookRevoker) => Promise<T>): Promise<T>;
}

/** A refusal as kept, for the one who asks why. */
export interface KeptRefusal {
  /** A bigint in decimal; later ones are larger. */
  readonly id: string;
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

export interface RefusalFilter {
  readonly account: AccountId;
  readonly since?: Date;
  /** Exclusive. */
  readonly until?: Date;
  /** Older than the one with this id. */
  readonly before: string | null;
  readonly limit: number;
}

/** Finds kept refusals. */
export abstract class RefusalRecords {
  abstract byRequest(requestId: RequestId): Promise<readonly KeptRefusal[]>;
  /** Newest first. */
  abstract ofAccount(filter: RefusalFilter): Promise<readonly KeptRefusal[]>;
}
