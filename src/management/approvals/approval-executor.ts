import type { OperatorScope } from '../../core/accounts/operator-scope.js';
import type { ApprovalSealer } from '../../core/approvals/approval.js';
import { ApprovalNeeded, type WaitsForApproval } from '../../core/approvals/approval-needed.js';
import type { Executor } from '../executor.js';
import type { UseCase } from '../use-case.js';
import { type ApprovalRequirement, approvalRequirements } from './approval-requirements.js';
import type { OperatorCaller } from './operator-caller.js';
import { RequestApproval } from './request-approval.js';

/**
 * The way of every change of the admin API. With approval, a change that a second operator must approve is stored as a
 * request instead. Which kinds do is in `approvalRequirements`. The command line has the server's own power and uses
 * `Executor`.
 */
export class ApprovalExecutor {
  constructor(
    private readonly executor: Executor,
    private readonly sealer: ApprovalSealer,
    private readonly isOn: boolean,
  ) {}

  /** Does what `Executor` does, or throws `WaitsForApproval`. A dry run is answered at once. */
  async execute<Input, Result>(
    caller: OperatorCaller,
    useCase: UseCase<Input, Result>,
    input: Input,
  ): Promise<Result> {
    const need: ApprovalRequirement = approvalRequirements[useCase.action];
    if (!this.isOn || caller.dryRun || need === 'never') return this.executor.execute(caller, useCase, input);
    if (need !== 'operators') throw await this.request(caller, useCase, { input, scope: need });
    try {
      return await this.executor.execute({ ...caller, operatorsNeedApproval: true }, useCase, input);
    } catch (error) {
      if (!(error instanceof ApprovalNeeded)) throw error;
    }
    throw await this.request(caller, useCase, { input, scope: 'admin:write' });
  }

  private request<Input, Result>(
    caller: OperatorCaller,
    useCase: UseCase<Input, Result>,
    change: { readonly input: Input; readonly scope: OperatorScope },
  ): Promise<WaitsForApproval> {
    const request = new RequestApproval({
      ...{ executor: this.executor, sealer: this.sealer, caller, useCase },
      scope: change.scope,
    });
    // The version is compared by the dry run of the change, and again when it is approved.
    return this.executor.execute({ ...caller, expectedVersion: null }, request, change.input);
  }
}
