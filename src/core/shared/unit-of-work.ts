/** What management asks of the database: transactions, and in each the repositories that its kind may use. */
import type { AccountExportReader } from '../accounts/account-export-reader.js';
import type { AccountReader, AccountRevoker, AccountWriter } from '../accounts/account-repository.js';
import type { OperatorLocker, OperatorReader } from '../accounts/operator-repository.js';
import type { ApprovalReader, ApprovalWriter } from '../approvals/approval-repository.js';
import type { AuditArchiveRecorder } from '../audit/audit-archive.js';
import type { Operation } from '../audit/operation.js';
import type { CaReader, CaWriter } from '../ca/ca-repository.js';
import type {
  StoredCertificateReader,
  StoredCertificateRevoker,
  StoredCertificateWriter,
} from '../certificates/certificate-repository.js';
import type { ClientCaReader, ClientCaWriter } from '../client-cas/client-ca-repository.js';
import type {
  CredentialReader,
  CredentialRevoker,
  CredentialWriter,
} from '../credentials/credential-repository.js';
import type { ImportedDigestWriter } from '../credentials/digest-repository.js';
import type {
  SealedMaterialWriter,
  SigningKeyReader,
  SigningKeyRevoker,
  SigningKeyWriter,
} from '../keys/signing-key-repository.js';
import type { NoticeReader, NoticeWriter } from '../notices/notice-repository.js';
import type { OverviewReader } from '../overview/overview-reader.js';
import type { RealmUserReader, RealmUserRevoker, RealmUserWriter } from '../realm/realm-user-repository.js';
import type { RefreshFamilyReader, RefreshFamilyRevoker } from '../realm/refresh-family-repository.js';
import type { SearchReader } from '../search/search-reader.js';
import type { IssuedTokenReader, IssuedTokenRevoker } from '../tokens/issued-token-repository.js';
import type { TokenRequestCountReader } from '../tokens/token-request-counts.js';
import type { ChangedFields } from './dry-run.js';
import type { AwaitedRevocations, IdempotencyRecord } from './idempotency.js';

/** `ReadTransaction`: reads as of one instant. */
export interface ReadTransaction {
  readonly accounts: AccountReader;
  readonly accountExport: AccountExportReader;
  readonly approvals: ApprovalReader;
  readonly operators: OperatorReader;
  readonly credentials: CredentialReader;
  readonly certificates: StoredCertificateReader;
  /** The gateway's own certificate authorities. */
  readonly cas: CaReader;
  readonly clientCas: ClientCaReader;
  readonly keys: SigningKeyReader;
  readonly realmUsers: RealmUserReader;
  readonly refreshFamilies: RefreshFamilyReader;
  readonly tokens: IssuedTokenReader;
  readonly tokenRequestCounts: TokenRequestCountReader;
  readonly search: SearchReader;
  readonly notices: NoticeReader;
  readonly overview: OverviewReader;
  /** Returns the database's time, by which things expire. */
  now(): Promise<Date>;
}

/**
 * `ChangeTransaction`: writes that take nothing away. A change is stored as a whole or not at all.
 * Throws `ManagementError`.
 */
export interface ChangeTransaction extends ReadTransaction {
  readonly accounts: AccountWriter;
  readonly approvals: ApprovalWriter;
  readonly credentials: CredentialWriter;
  readonly certificates: StoredCertificateWriter;
  readonly cas: CaWriter;
  readonly clientCas: ClientCaWriter;
  readonly keys: SigningKeyWriter;
  readonly sealed: SealedMaterialWriter;
  readonly importedDigests: ImportedDigestWriter;
  readonly realmUsers: RealmUserWriter;
  readonly notices: NoticeWriter;
  readonly auditTrail: AuditArchiveRecorder;
}

/**
 * `RevokeTransaction`: writes that take permissions away, each with the revocation that ends the
 * tokens issued on it.
 */
export interface RevokeTransaction extends ChangeTransaction {
  readonly accounts: AccountRevoker;
  readonly operators: OperatorLocker;
  readonly credentials: CredentialRevoker;
  readonly certificates: StoredCertificateRevoker;
  readonly keys: SigningKeyRevoker;
  readonly realmUsers: RealmUserRevoker;
  readonly refreshFamilies: RefreshFamilyRevoker;
  readonly tokens: IssuedTokenRevoker;
}

/** `ChangeSteps`: what the executor does around every use case, in the same transaction. */
export interface ChangeSteps extends AwaitedRevocations {
  /**
   * Called first. Resolves to `null` when the operation has no key, or when this is the first time;
   * else to the record of the first time.
   */
  claimIdempotencyKey(): Promise<IdempotencyRecord | null>;
  /** Throws `ManagementError('invalid')` when a version was expected and no account was locked. */
  assertVersionChecked(): void;
  /** The version of the first account that was locked; `null`: none was. */
  readonly comparedVersion: number | null;
  /** Reads what has changed so far, for a dry run. */
  changedFields(): Promise<ChangedFields>;
  recordOutcome(result: unknown): Promise<void>;
  /** Called last: the head of the audit trail is locked from here on. */
  recordEvent(): Promise<void>;
  /** Whether what was changed so far ends tokens that may still be valid. */
  readonly endsTokens: boolean;
}

/** `ChangeRule`: says in every changing transaction what the caller may change. */
export interface ChangeRule {
  /**
   * Called before an operator's account, or anything that belongs to it, is changed or created. Throws
   * `ManagementError('insufficient_scope')`, and `ApprovalNeeded`.
   */
  assertMayChangeOperators(): void;
  /**
   * Called before an account that may introspect the tokens of all merchants, or anything that belongs to it, is changed
   * or created. Throws `ManagementError('insufficient_scope')`.
   */
  assertMayChangeResourceServers(): void;
  /**
   * Called before an account gets scopes that it did not have. Throws `ManagementError('insufficient_scope')`, and
   * `ApprovalNeeded`.
   */
  assertMayGive(scopes: readonly string[]): void;
}

/**
 * `RevocationRule`: is asked before a revoking transaction changes anything that an operator may
 * depend on.
 */
export interface RevocationRule extends ChangeRule {
  /** Locks the operators, once in a transaction, and reads whether one of them could get a token. */
  lockOperators(operators: OperatorLocker): Promise<void>;
}

/** `UnitOfWork`: the transactions of management. Throws `ManagementError`. */
export abstract class UnitOfWork {
  /** Runs reads that are consistent with each other. */
  abstract read<T>(work: (tx: ReadTransaction) => Promise<T>): Promise<T>;
  /** Runs one transaction that takes nothing away. */
  abstract change<T>(
    operation: Operation,
    rule: ChangeRule,
    work: (tx: ChangeTransaction, steps: ChangeSteps) => Promise<T>,
  ): Promise<T>;
  /**
   * Runs one transaction that takes permissions away. It is not acknowledged before `passBarrier`; it
   * is safe to repeat, and a repeat returns the acknowledgement that was lost.
   */
  abstract revoke<T>(
    operation: Operation,
    rule: RevocationRule,
    work: (tx: RevokeTransaction, steps: ChangeSteps) => Promise<T>,
  ): Promise<T>;
  /**
   * Resolves in a later second than these revocations are of. Until then, a token that is issued on
   * what a change gave back would be refused as one that they ended.
   */
  abstract waitForLaterSecond(revocations: readonly string[]): Promise<void>;
  /**
   * Resolves when no process can issue on what the operation took away, and these revocations end every token that was
   * issued until then.
   */
  abstract passBarrier(operation: Operation, revocations: readonly string[]): Promise<void>;
}

/** `Reads`: where a use case reads before its change. */
export type Reads = Pick<UnitOfWork, 'read'>;
