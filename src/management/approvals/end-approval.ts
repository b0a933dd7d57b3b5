import type { Approval } from '../../core/approvals/approval.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { invalid, parseApprovalId, parseLine } from '../fields.js';
import type { UseCase } from '../use-case.js';
import { assertMayDecide, assertPending } from './approval-rule.js';
import type { OperatorCaller } from './operator-caller.js';

const reasonCharactersMax = 500;

export interface RejectInput {
  readonly id: string;
  readonly caller: Pick<OperatorCaller, 'identity' | 'scopes'>;
  readonly reason: string;
}

/** Rejects a pending request. Operators who may make the change may reject it, apart from the one who asked. */
export const rejectRequest: UseCase<RejectInput, Approval> = {
  action: 'approval.reject',
  targetsOf: ({ id }) => ({ approval: id }),
  prepare: ({ id: text, caller, reason: given }) => {
    const [id, reason] = [parseApprovalId(text), parseReason(given)];
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = await tx.approvals.lock(id);
        assertMayDecide(locked, caller);
        assertPending(locked);
        return tx.approvals.decide(locked, { state: 'rejected', by: caller.identity.accountId, reason });
      },
    };
  },
};

export type WithdrawInput = Omit<RejectInput, 'reason'>;

/** Withdraws a pending request: only the account that asked may. */
export const withdrawRequest: UseCase<WithdrawInput, Approval> = {
  action: 'approval.withdraw',
  targetsOf: ({ id }) => ({ approval: id }),
  prepare: ({ id: text, caller: { identity: party } }) => {
    const id = parseApprovalId(text);
    return {
      kind: 'changes',
      run: async (tx) => {
        const locked = await tx.approvals.lock(id);
        if (locked.askedBy.accountId !== party.accountId) throw notTheirs();
        assertPending(locked);
        return tx.approvals.decide(locked, { state: 'withdrawn', by: party.accountId, reason: null });
      },
    };
  },
};

const parseReason = (text: string): string => {
  const reason = parseLine(text, 'reason', reasonCharactersMax);
  if (reason === '') throw invalid('reason', 'must not be empty: the operator who asked reads it');
  return reason;
};

const notTheirs = (): ManagementError =>
  new ManagementError(
    'refused',
    'approval: only the operator who asked may withdraw it. To end it, reject it with a reason',
    'approval',
  );
