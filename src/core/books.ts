/** What management needs of the database: the books in which accounts, credentials and certificates are kept. */
import type { Account, AccountKind, AccountStatus } from './account.js';
import type { Certificate, CertificateFacts, ShownCertificate } from './certificate.js';
import type {
  KeptAuthority,
  NewAuthority,
  RevocationReason,
  RevokedCertificate,
} from './certificate-authority.js';
import type { CertificatePolicy, ContractName, ContractPermission, Credential } from './credential.js';
import type { Held } from './held.js';
import type { RealmUserReader, RealmUserRevoker, RealmUserWriter } from './realm-user.js';
import type { FamilyReader, FamilyRevoker } from './refresh-family.js';
import type { SealedThing } from './key-smith.js';
import type { NewKey, RingKey } from './signing-key.js';
import type { AccountId, CertificateId, ClientId, Fingerprint, RequestId, SecretId, TokenId } from './ids.js';
import type { Revocation } from './revocation.js';
import type { TrustedAuthorityReader, TrustedAuthorityWriter } from './trusted-authority.js';

export interface NewAccount {
  readonly name: string;
  readonly kind: AccountKind;
  readonly taxId: string | null;
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly taxIdOnCertificate: boolean;
  readonly resourceServer: boolean;
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

/** Live secrets of active credentials by the pepper of their digest; `null`: those that somebody chose have none. */
export interface PepperCount {
  readonly pepper: string | null;
  readonly secrets: number;
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

/** Which operators are looked for. */
export interface OperatorQuestion {
  /** Without these certificates. */
  readonly without?: readonly Fingerprint[];
  /** Who still can after so many days, if nobody does anything; 0: now. */
  readonly afterDays?: number;
  /** Who may come from this address; `null`: from wherever. */
  readonly from?: string | null;
}

/** Reading, as of one instant. */
export interface BookReader {
  account(id: AccountId): Promise<Account | null>;
  /** By id. */
  accounts(filter: AccountFilter): Promise<readonly Account[]>;
  credential(clientId: ClientId): Promise<Credential | null>;
  /** Of its secrets that are not retired. For comparing alone: they are shown to nobody. */
  digestsOf(clientId: ClientId): Promise<readonly string[]>;
  credentialsOf(account: AccountId): Promise<readonly Credential[]>;
  certificate(fingerprint: Fingerprint): Promise<KeptCertificate | null>;
  /** At most two fingerprints of kept certificates that begin so: enough to tell whether it names one. */
  fingerprintsFrom(firstHexDigits: string): Promise<readonly Fingerprint[]>;
  /** By id. */
  certificates(filter: CertificateFilter): Promise<readonly ListedCertificate[]>;
  certificatesOf(account: AccountId): Promise<readonly LinkedCertificate[]>;
  /** The accounts that have this certificate linked now. */
  accountsLinkedTo(fingerprint: Fingerprint): Promise<readonly AccountId[]>;
  readonly realmUsers: RealmUserReader;
  readonly families: FamilyReader;
  /** The client CA bundle of NGINX. */
  readonly trustedAuthorities: TrustedAuthorityReader;
  /** The gateway's own certificate authorities, newest first. At most one signs. */
  authorities(): Promise<readonly KeptAuthority[]>;
  /**
   * What belongs on the list of an issuer of that name: revoked, and not expired for longer than a list could last
   * (RFC 5280 section 3.3).
   */
  revokedBy(issuer: string): Promise<readonly RevokedCertificate[]>;
  /**
   * Certificates in PEM that were revoked because of a compromised key and have these bytes (SubjectPublicKeyInfo, DER) in them, as
   * their key or anywhere else: whoever asks looks which.
   */
  revokedForKey(publicKey: Uint8Array): Promise<readonly string[]>;
  /** Every signing key there was, oldest first. */
  keys(): Promise<readonly RingKey[]>;
  /** Looks at every secret. */
  secretsByPepper(): Promise<readonly PepperCount[]>;
  /** Whose the token is; `null`: none with this id was issued. */
  accountOfToken(id: TokenId): Promise<AccountId | null>;
  /** Whether anybody could get a token with `admin:write` now. */
  isAnyOperatorAble(question?: OperatorQuestion): Promise<boolean>;
  /** The database's time: the one by which things expire. */
  now(): Promise<Date>;
}

/**
 * Writing what adds authority. `hold` first: it raises the account's version, which the record of issue compares. All
 * of one change hold or none does. Throws `ManagementError`.
 */
export interface BookWriter extends BookReader {
  readonly realmUsers: RealmUserWriter;
  readonly trustedAuthorities: TrustedAuthorityWriter;
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
  holdCertificate(fingerprint: Fingerprint): Promise<Held<KeptCertificate>>;
  holdAuthority(fingerprint: Fingerprint): Promise<Held<KeptAuthority>>;
  addAuthority(authority: NewAuthority): Promise<Held<KeptAuthority>>;
  /** It signs no more certificates; those that it has signed are as good as before. */
  retireAuthority(authority: Held<KeptAuthority>): Promise<void>;
  /** The number of the next list of revoked certificates; each is given once. */
  nextRevocationListNumber(authority: Held<KeptAuthority>): Promise<bigint>;
  /** A re-link waits for a later second than the unlink's, as a reactivation does. */
  linkCertificate(account: Held<Account>, certificate: Held<KeptCertificate>): Promise<void>;
  /** The whole ring: nobody else changes it meanwhile, and everybody goes on reading it. */
  holdKeys(): Promise<Held<readonly RingKey[]>>;
  /** Publishes a key, which takes over from the active one of its algorithm after the delay, by the database's clock. */
  publishKey(ring: Held<readonly RingKey[]>, key: NewKey, delaySeconds: number): Promise<void>;
  /** Everything that lies sealed in the database and may still be opened. */
  holdSealed(): Promise<readonly Held<SealedThing>[]>;
  replaceSealed(thing: Held<SealedThing>, sealed: Uint8Array): Promise<void>;
}

/** Writing what takes authority away. Each method also writes the fact that ends the tokens obtained with it. */
export interface BookRevoker extends BookWriter {
  readonly realmUsers: RealmUserRevoker;
  readonly families: FamilyRevoker;
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
  /** For every account, for good. Again: the day stays. */
  revokeCertificate(certificate: Held<KeptCertificate>, reason: RevocationReason): Promise<void>;
  /** Ends a key at once. What waits for it to retire, or to take over, goes on as if it had never been. */
  dropKey(ring: Held<readonly RingKey[]>, kid: string): Promise<void>;
  /** Makes a waiting key active at this moment. */
  activateKey(ring: Held<readonly RingKey[]>, kid: string): Promise<void>;
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
  /** Does it all and takes it back: for those who want to know beforehand whether it could be done. */
  abstract rehearse<T>(work: (books: BookWriter) => Promise<T>): Promise<T>;
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
  /** Of the certificate that was presented. */
  readonly fingerprint: Fingerprint | null;
  /** What else is known of it. */
  readonly certificate: Omit<ShownCertificate, 'fingerprint'> | null;
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
