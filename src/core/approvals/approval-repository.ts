import type { AccountId } from '../shared/ids.js';
import type { Locked } from '../shared/locked.js';
import type { Approval, ApprovalDecision, ApprovalState, RequestedChange } from './approval.js';

export interface ApprovalFilter {
  /** `null`: of every state. */
  readonly state: ApprovalState | null;
  /** Only requests that are older than this one; `null`: from the newest. */
  readonly before: string | null;
  readonly limit: number;
}

export interface NewApproval extends RequestedChange {
  readonly id: string;
  readonly askedAt: Date;
  readonly until: Date;
  readonly askerVersion: number | null;
  readonly seal: string;
}

export interface ApprovalReader {
  find(id: string): Promise<Approval | null>;
  /** Lists requests, newest first. */
  list(filter: ApprovalFilter): Promise<readonly Approval[]>;
  /** Counts the pending requests of an account; `null`: of all accounts. */
  countPending(account: AccountId | null): Promise<number>;
}

export interface ApprovalWriter extends ApprovalReader {
  /** Waits for the other transactions that store requests. Called before the two that follow, and before counting. */
  lockRequests(): Promise<void>;
  /** Returns the pending request of the same account for exactly this change. */
  findPending(change: RequestedChange): Promise<Approval | null>;
  /** Reserves the id of a new request, because its seal contains it. */
  nextId(): Promise<string>;
  add(request: NewApproval): Promise<Approval>;
  /** Throws `ManagementError('not_found')`. */
  lock(id: string): Promise<Locked<Approval>>;
  /** Locks the account that asked, so that it is not changed between a look at it and the end of the transaction. */
  lockAsker(approval: Locked<Approval>): Promise<void>;
  /** Ends a pending request. */
  decide(
    approval: Locked<Approval>,
    decision: { readonly state: ApprovalDecision; readonly by: AccountId; readonly reason: string | null },
  ): Promise<Approval>;
}
