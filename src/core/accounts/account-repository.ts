import type { AccountId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { Account, AccountKind, AccountStatus } from './account.js';

export interface NewAccount {
  readonly name: string;
  readonly kind: AccountKind;
  readonly taxId: string | null;
  readonly scopes: readonly string[];
  readonly networks: readonly string[];
  readonly taxIdOnCertificate: boolean;
  readonly resourceServer: boolean;
}

/** `AccountChanges`: the new values; a field that is left out stays as it is. */
export type AccountChanges = Partial<Omit<NewAccount, 'kind'>>;

export interface AccountFilter {
  readonly kind?: AccountKind;
  readonly status?: AccountStatus;
  /** A part of the name, in any case. */
  readonly name?: string;
  /** The whole name, in any case. */
  readonly wholeName?: string;
  readonly taxId?: string;
  /** Only accounts after this id; `null`: from the first one. */
  readonly after?: AccountId | null;
  /** The maximum number of accounts; left out: all. */
  readonly limit?: number;
}

export interface AccountReader {
  find(id: AccountId): Promise<Account | null>;
  /** Returns those of the accounts that exist, ordered by id, in one statement. */
  findAll(ids: readonly AccountId[]): Promise<readonly Account[]>;
  /** Returns the names of those that exist, each with its id, in one statement. */
  namesOf(ids: readonly AccountId[]): Promise<readonly (readonly [AccountId, string])[]>;
  /** Returns accounts, ordered by id. */
  list(filter: AccountFilter): Promise<readonly Account[]>;
}

/** `AccountWriter`: changes that take nothing away. */
export interface AccountWriter extends AccountReader {
  /**
   * Raises the account's version, and compares it with the expected one of `If-Match`.
   */
  lock(id: AccountId): Promise<Locked<Account>>;
  /** Names an account in the audit event of a change that only reads it. Locks nothing. */
  findAndAddTarget(id: AccountId): Promise<Account>;
  add(account: NewAccount): Promise<Locked<Account>>;
  update(account: Locked<Account>, changes: AccountChanges): Promise<void>;
  /**
   * Notes the revocations of the suspension: the change is answered in a later second, so that new
   * tokens can be told from those issued before it.
   */
  reactivate(account: Locked<Account>): Promise<void>;
}

export interface AccountRevoker extends AccountWriter {
  /**
   * Locks the account for the revocation of one issued token, which takes nothing else away: no record of another token
   * needs to compare it. So open forms and waiting requests about the account stay valid. Compares the version as `lock`.
   */
  lockKeepingVersion(id: AccountId): Promise<Locked<Account>>;
  /** Ends all tokens of the account, and its refresh families. */
  suspend(account: Locked<Account>): Promise<void>;
  /**
   * Ends all tokens of the account: each may have been issued to a client that would not get it
   * now.
   */
  narrow(account: Locked<Account>, changes: AccountChanges): Promise<void>;
}
