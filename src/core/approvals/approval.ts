/**
 * Requests for changes that a second operator approves.
 *
 * This folder owns their types and ports; it must never contain who may approve one: that is the rule of management.
 */
import type { OperatorScope } from '../accounts/operator-scope.js';
import type { Action } from '../audit/operation.js';
import type { AccountId, ClientId, Fingerprint } from '../shared/ids.js';

/** `pending` until another operator decides, the operator who asked withdraws it, or its time is over. */
export const approvalStates = ['pending', 'approved', 'rejected', 'withdrawn', 'expired'] as const;
export type ApprovalState = (typeof approvalStates)[number];
/** The states that an operator decides. */
export type ApprovalDecision = Exclude<ApprovalState, 'pending' | 'expired'>;

/** `ApprovalParty`: the operator of a request or of a decision, with what the token was obtained with. */
export interface ApprovalParty {
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  readonly certificate: Fingerprint;
}

/** `RequestedChange`: a change as it was asked for. It contains no secret. */
export interface RequestedChange {
  readonly action: Action;
  /** The input of the use case, as JSON. */
  readonly input: string;
  /** What a dry run showed when the change was asked for, as JSON (`ChangeEffect`). */
  readonly effect: string;
  /** The scope that the operator who asks needs, and the one who approves. */
  readonly scope: OperatorScope;
  /** The version of the account that the change is about; `null`: it is about no existing account. */
  readonly version: number | null;
  readonly askedBy: ApprovalParty;
}

/** `AskerState`: what the request also depends on. */
interface AskerState {
  /** The version of the account that asked, at that time; `null` in requests of earlier releases. */
  readonly askerVersion: number | null;
}

/** `Approval`: a stored request. */
export interface Approval extends Omit<RequestedChange, 'action'>, AskerState {
  /** `approval.id`, a bigint in decimal. */
  readonly id: string;
  readonly action: string;
  readonly askedByName: string;
  readonly askedAt: Date;
  readonly until: Date;
  readonly state: ApprovalState;
  /** The account that decided; `null` before a decision. */
  readonly decidedBy: { readonly accountId: AccountId; readonly name: string } | null;
  readonly decidedAt: Date | null;
  /** Why it was rejected. */
  readonly reason: string | null;
  /** What `ApprovalSealer` made of the request. */
  readonly seal: string;
}

/** Seals requests, so that they cannot be made or changed with access to the database alone. */
export abstract class ApprovalSealer {
  /** Returns the same for the same request in every process. */
  abstract seal(request: string): string;
  abstract isSealOf(seal: string, request: string): boolean;
}

/** Returns everything of a request that is fixed when it is asked for: what its seal protects. */
export const sealedTextOf = ({
  askedBy: { accountId, clientId, certificate },
  ...request
}: Omit<RequestedChange, 'action'> &
  Pick<Approval, 'id' | 'action' | 'askedAt' | 'until' | 'askerVersion'>): string =>
  JSON.stringify([
    ...[request.id, request.action, request.input, request.effect, request.scope, request.version],
    ...[accountId, clientId, certificate],
    ...[request.askedAt.toISOString(), request.until.toISOString()],
    // Left out where it was not stored yet, so that seals of earlier releases stay good.
    ...(request.askerVersion === null ? [] : [request.askerVersion]),
  ]);
