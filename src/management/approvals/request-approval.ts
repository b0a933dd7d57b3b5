import type { OperatorScope } from '../../core/accounts/operator-scope.js';
import { type ApprovalSealer, type RequestedChange, sealedTextOf } from '../../core/approvals/approval.js';
import { WaitsForApproval } from '../../core/approvals/approval-needed.js';
import type { NamedTargets } from '../../core/audit/refused-change-log.js';
import { Secret } from '../../core/credentials/secret.js';
import { dayMs } from '../../core/shared/durations.js';
import { RateLimited } from '../../core/shared/management-error.js';
import type { ChangeTransaction } from '../../core/shared/unit-of-work.js';
import type { Executor } from '../executor.js';
import { invalid } from '../fields.js';
import type { PreparedChange, UseCase } from '../use-case.js';
import type { OperatorCaller } from './operator-caller.js';

/** How long another operator may approve a request. */
const approvalMs = dayMs;
/** More than people decide about in a day; a program that repeats itself stops here. */
export const pendingApprovalsMax = 20;
/** After it, a colleague may have decided. */
const retryAfterSeconds = 60;

interface Requesting<Input, Result> {
  readonly executor: Pick<Executor, 'dryRun'>;
  readonly sealer: ApprovalSealer;
  readonly caller: OperatorCaller;
  readonly useCase: UseCase<Input, Result>;
  readonly scope: OperatorScope;
}

/**
 * Stores a change as a request that another operator approves, with what a dry run of it shows. So a change that would be
 * refused is refused now. The same request is stored once.
 */
export class RequestApproval<Input, Result> implements UseCase<Input, WaitsForApproval> {
  readonly action = 'approval.request';

  constructor(private readonly requesting: Requesting<Input, Result>) {}

  targetsOf(input: Input): NamedTargets {
    return this.requesting.useCase.targetsOf(input);
  }

  async prepare(input: Input): Promise<PreparedChange<WaitsForApproval>> {
    const { executor, caller, useCase, scope } = this.requesting;
    assertWithoutSecret(input);
    const { result, effect, version } = await executor.dryRun(caller, useCase, input);
    const waiting = useCase.inputForApproval?.(input, result) ?? input;
    const publicKeySha256 = useCase.signedKeyOf?.(result) ?? null;
    const change = {
      action: useCase.action,
      input: JSON.stringify(waiting),
      effect: JSON.stringify(publicKeySha256 === null ? effect : { ...effect, publicKeySha256 }),
      ...{ scope, version, askedBy: caller.identity },
    };
    return { kind: 'changes', run: (tx) => this.store(tx, change) };
  }

  private async store(tx: ChangeTransaction, change: RequestedChange): Promise<WaitsForApproval> {
    await tx.approvals.lockRequests();
    const pending = await tx.approvals.findPending(change);
    if (pending) return new WaitsForApproval(pending, true);
    if ((await tx.approvals.countPending(change.askedBy.accountId)) >= pendingApprovalsMax)
      throw tooManyPending();
    const askedAt = await tx.now();
    const until = new Date(askedAt.getTime() + approvalMs);
    const asker = await tx.accounts.find(change.askedBy.accountId);
    const askerVersion = asker?.version ?? null;
    const request = { ...change, id: await tx.approvals.nextId(), askedAt, until, askerVersion };
    const seal = this.requesting.sealer.seal(sealedTextOf(request));
    return new WaitsForApproval(await tx.approvals.add({ ...request, seal }), false);
  }
}

/** A request is stored, and shown to others. */
const assertWithoutSecret = (input: unknown): void => {
  if (input instanceof Secret)
    throw invalid(
      'secret',
      'a change that waits for approval is stored, and a secret is not. Leave it out: one is generated, and the operator who ' +
        'approves gets it',
    );
  if (typeof input === 'object' && input !== null)
    for (const value of Object.values(input)) assertWithoutSecret(value);
};

const tooManyPending = (): RateLimited =>
  new RateLimited(
    `approval: ${String(pendingApprovalsMax)} requests of this account wait already. Nothing was stored. Withdraw some, or ` +
      'let another operator decide about them',
    retryAfterSeconds,
  );
