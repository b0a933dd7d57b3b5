import type { Approval, ApprovalSealer } from '../../core/approvals/approval.js';
import type { ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import type { UseCase } from '../use-case.js';
import { ApproveRequest } from './approve-request.js';
import { rejectRequest, withdrawRequest } from './end-approval.js';
import { CountPendingApprovals, ListApprovals, ShowApproval } from './list-approvals.js';
import type { OperatorCaller } from './operator-caller.js';

/**
 * `ApprovalUseCases`: what operators do with changes that a second operator approves. This folder owns which changes wait,
 * and who may approve them; it must never make a change except by `Executor`.
 */
export class ApprovalUseCases {
  readonly list: ListApprovals;
  readonly show: ShowApproval;
  readonly countPending: CountPendingApprovals;
  readonly reject = rejectRequest;
  readonly withdraw = withdrawRequest;

  constructor(
    database: Reads,
    private readonly sealer: ApprovalSealer,
    /** Whether changes wait now. Requests from before can be decided all the same. */
    readonly isOn: boolean,
  ) {
    this.list = new ListApprovals(database);
    this.show = new ShowApproval(database);
    this.countPending = new CountPendingApprovals(database);
  }

  /** Returns the use case that makes the requested change in the name of the caller. */
  approve<Input, Result>(
    approval: Approval,
    useCase: UseCase<Input, Result>,
    caller: OperatorCaller,
  ): ApproveRequest<Input, Result> {
    return new ApproveRequest({ sealer: this.sealer, caller, approval, useCase });
  }

  /** Returns a use case that refuses to approve, so that the refusal is in the audit trail. */
  refuseToApprove(why: ManagementError): UseCase<string, never> {
    return {
      action: 'approval.approve',
      targetsOf: (id) => ({ approval: id }),
      prepare: () => {
        throw why;
      },
    };
  }
}
