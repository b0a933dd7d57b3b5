import { type Approval, type ApprovalSealer, sealedTextOf } from '../../core/approvals/approval.js';
import type { NamedTargets } from '../../core/audit/refused-change-log.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ChangeTransaction, Reads } from '../../core/shared/unit-of-work.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import { assertMayApprove, assertMayDecide } from './approval-rule.js';
import type { OperatorCaller } from './operator-caller.js';

/** An approved change: its result, with the request that it came from. */
export interface ApprovedChange<Result> {
  readonly approval: Approval;
  readonly result: Result;
}

interface Approving<Input, Result> {
  readonly sealer: ApprovalSealer;
  readonly caller: Pick<OperatorCaller, 'identity' | 'scopes' | 'dryRun'>;
  readonly approval: Approval;
  readonly useCase: UseCase<Input, Result>;
}

/**
 * Makes a change that was asked for, in the name of the operator who approves it. The state of the request changes in the
 * same transaction, so a change is made once. The audit event is of the change itself, and names both operators.
 */
export class ApproveRequest<Input, Result> implements UseCase<Input, ApprovedChange<Result>> {
  readonly action;

  constructor(private readonly approving: Approving<Input, Result>) {
    this.action = approving.useCase.action;
  }

  targetsOf(input: Input): NamedTargets {
    const { useCase, approval } = this.approving;
    return { ...useCase.targetsOf(input), approval: approval.id };
  }

  async prepare(input: Input, database: Reads): Promise<PreparedChange<ApprovedChange<Result>>> {
    const { useCase, approval, caller, sealer } = this.approving;
    if (!sealer.isSealOf(approval.seal, sealedTextOf(approval))) throw wasChanged();
    // Before the change prepares itself, because that may be slow work. The rest is checked under the lock, after the
    // idempotency key: a repeat of an approval gets its answer again.
    assertMayDecide(approval, caller);
    const prepared = await useCase.prepare(input, database);
    const { afterCommit } = prepared;
    const after = afterCommit && {
      afterCommit: async ({ result, ...rest }: ApprovedChange<Result>) => ({
        ...rest,
        result: await afterCommit(result),
      }),
    };
    return prepared.kind === 'revokes'
      ? { kind: 'revokes', run: (tx) => this.decide(tx, () => prepared.run(tx)), ...after }
      : { kind: 'changes', run: (tx) => this.decide(tx, () => prepared.run(tx)), ...after };
  }

  private async decide(tx: ChangeTransaction, run: () => Promise<Result>): Promise<ApprovedChange<Result>> {
    const { approval, caller, sealer } = this.approving;
    const locked = await tx.approvals.lock(approval.id);
    if (locked.seal !== approval.seal || !sealer.isSealOf(locked.seal, sealedTextOf(locked)))
      throw wasChanged();
    await tx.approvals.lockAsker(locked);
    await assertMayApprove(tx, locked, caller);
    const result = await run();
    const by = caller.identity.accountId;
    return { result, approval: await tx.approvals.decide(locked, { state: 'approved', by, reason: null }) };
  }
}

const wasChanged = (): ManagementError =>
  new ManagementError(
    'refused',
    'approval: the request is not what was asked for: it was changed in the database, or sealed under another pepper. Verify ' +
      'the audit trail, then ask for the change again',
    'approval',
  );
