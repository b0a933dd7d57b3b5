import type { Action } from '../core/audit/operation.js';
import type { NamedTargets } from '../core/audit/refused-change-log.js';
import type {
  OwnAccountChangeTransaction,
  OwnAccountReads,
  OwnAccountRevokeTransaction,
} from '../core/shared/own-account-transactions.js';
import type { ChangeTransaction, Reads, RevokeTransaction } from '../core/shared/unit-of-work.js';

/**
 * `PreparedChange`: the part of a use case that runs in the transaction. Its kind decides which methods the
 * transaction has.
 */
export type PreparedChange<Result, Changing = ChangeTransaction, Revoking = RevokeTransaction> = (
  | { readonly kind: 'changes'; readonly run: (tx: Changing) => Promise<Result> }
  | { readonly kind: 'revokes'; readonly run: (tx: Revoking) => Promise<Result> }
) & {
  /** Work that takes longer than a transaction may, on the committed result. */
  readonly afterCommit?: (result: Result) => Promise<Result>;
};

interface AnyUseCase<Input> {
  readonly action: Action;
  /** Returns the resources that the input names, for the audit event of a refusal. */
  readonly targetsOf: (input: Input) => NamedTargets;
}

/**
 * `UseCase`: an operation that changes accounts, keys or what belongs to them. `execute` runs it.
 * Its messages never repeat what may be a secret, because refusals are stored permanently.
 */
export interface UseCase<Input, Result> extends AnyUseCase<Input> {
  /** Checks the input, and does slow work, before any lock is taken. Throws `ManagementError`. */
  readonly prepare: (
    input: Input,
    database: Reads,
  ) => PreparedChange<Result> | Promise<PreparedChange<Result>>;
  /**
   * Returns the input for a request that a second operator approves later, of which `result` is what a dry run returned:
   * it names the same thing, whatever exists by then. Throws `ManagementError` for an input that cannot wait. Left out:
   * the input as it is.
   */
  readonly inputForApproval?: (input: Input, result: Result) => unknown;
  /**
   * Returns the SHA-256 of the public key that a certificate was signed for; `null`: none was. The operator who approves
   * compares the key with its owner, because the certificate of a dry run exists nowhere.
   */
  readonly signedKeyOf?: (result: Result) => string | null;
}

/** `PreparedOwnAccountChange`: a change that needs only what one account may do to itself. */
export type PreparedOwnAccountChange<Result> = PreparedChange<
  Result,
  OwnAccountChangeTransaction,
  OwnAccountRevokeTransaction
>;

type PreparedOwnAccountRevocation<Result> = Extract<PreparedOwnAccountChange<Result>, { kind: 'revokes' }>;

/**
 * `OwnAccountRevocation`: a use case of merchants and operators that only takes away. The daily limit
 * of changes does not keep a merchant from it.
 */
export interface OwnAccountRevocation<Input, Result> extends OwnAccountUseCase<Input, Result> {
  readonly prepare: (
    input: Input,
    database: OwnAccountReads,
  ) => PreparedOwnAccountRevocation<Result> | Promise<PreparedOwnAccountRevocation<Result>>;
}

/**
 * `OwnAccountUseCase`: a use case for operators on every account, and for merchants on their
 * own.
 */
export interface OwnAccountUseCase<Input, Result> extends AnyUseCase<Input> {
  readonly prepare: (
    input: Input,
    database: OwnAccountReads,
  ) => PreparedOwnAccountChange<Result> | Promise<PreparedOwnAccountChange<Result>>;
}
