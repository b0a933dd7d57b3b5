import type { Caller, Operation } from '../core/audit/operation.js';
import type { NamedTargets, RefusedChangeCause, RefusedChangeLog } from '../core/audit/refused-change-log.js';
import { DryRun } from '../core/shared/dry-run.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import {
  type AwaitedRevocations,
  type IdempotencyRecord,
  IdempotentReplay,
} from '../core/shared/idempotency.js';
import { ConcurrentChange, isTransient, ManagementError } from '../core/shared/management-error.js';
import type { ChangeSteps, UnitOfWork } from '../core/shared/unit-of-work.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import { readAffected } from './change-effect.js';
import { type DryRunOutcome, RolledBack, runDryRunSteps } from './dry-run-steps.js';
import { OperatorRules } from './operator-rules.js';
import type { PreparedChange, UseCase } from './use-case.js';

/** How many times a change is tried that PostgreSQL ended because of a deadlock. */
const triesMax = 3;

/**
 * The result of a transaction: its own, or that of an earlier one under the same idempotency key.
 */
type Committed<Result> = (
  { readonly outcome: { readonly result: Result } } | { readonly earlier: IdempotencyRecord }
) & { readonly awaited: AwaitedRevocations };

/**
 * `Executor`: the one way of every change, for every caller and every entry point. This folder owns
 * the rules of what can be done to accounts and keys; it must never know a screen, a protocol or a
 * table.
 */
export class Executor {
  constructor(
    private readonly database: UnitOfWork,
    private readonly refusedChanges: RefusedChangeLog,
  ) {}

  /**
   * Resolves when the change is committed and, if it takes away permissions, when no process can
   * issue a token that relies on them. Throws `ManagementError`, `IdempotentReplay` for a
   * repeat under the same key, and `DryRun` when the caller asks for one.
   */
  async execute<Input, Result>(
    caller: Caller,
    useCase: UseCase<Input, Result>,
    input: Input,
  ): Promise<Result> {
    if (caller.dryRun) throw await this.dryRun(caller, useCase, input);
    const operation: Operation = { ...caller, action: useCase.action };
    try {
      const prepared = await useCase.prepare(input, this.database);
      const committed = await repeatedOnDeadlock(() => this.transact(operation, prepared));
      const { unacknowledgedRevocations, earlierRevocations } = committed.awaited;
      if (unacknowledgedRevocations) await this.database.passBarrier(operation, unacknowledgedRevocations);
      if (earlierRevocations.length > 0) await this.database.waitForLaterSecond(earlierRevocations);
      return await answer(committed, prepared);
    } catch (error) {
      throw await this.record(operation, useCase.targetsOf(input), error);
    }
  }

  /**
   * Does what `execute` does, up to the audit event, and rolls it back. Resolves to what it would
   * have done; throws what `execute` would throw. Nothing of it is recorded, refusals included, and
   * an idempotency key is not used up.
   */
  async dryRun<Input, Result>(
    caller: Caller,
    useCase: UseCase<Input, Result>,
    input: Input,
  ): Promise<DryRun<Result>> {
    const { action } = useCase;
    const prepared = await useCase.prepare(input, this.database);
    const { result, fields, version, stateAfter, endsTokens } = await repeatedOnDeadlock(() =>
      this.rolledBack({ ...caller, action, idempotency: null }, prepared),
    );
    const affected = stateAfter
      ? await readAffected(this.database, fields, stateAfter)
      : { accounts: [], certificates: [] };
    return new DryRun(result, { action, ...fields, endsTokens, ...affected }, version);
  }

  private async rolledBack<Result>(
    operation: Operation,
    prepared: PreparedChange<Result>,
  ): Promise<DryRunOutcome<Result>> {
    const rule = new OperatorRules(operation);
    const seen: DryRunOutcome<Result>[] = [];
    const look = async (inside: Parameters<typeof runDryRunSteps<Result>>[0]): Promise<never> => {
      seen.push(await runDryRunSteps(inside));
      throw new RolledBack();
    };
    await (
      prepared.kind === 'revokes'
        ? this.database.revoke(operation, rule, (tx, steps) =>
            look({ caller: operation, tx, steps, rule, run: () => prepared.run(tx) }),
          )
        : this.database.change(operation, rule, (tx, steps) =>
            look({ caller: operation, tx, steps, rule, run: () => prepared.run(tx) }),
          )
    ).catch((thrown: unknown) => {
      if (!(thrown instanceof RolledBack)) throw thrown;
    });
    const [last] = seen;
    if (!last) throw new Error('a dry run ended without its transaction');
    return last;
  }

  private transact<Result>(
    operation: Operation,
    prepared: PreparedChange<Result>,
  ): Promise<Committed<Result>> {
    const rule = new OperatorRules(operation);
    return prepared.kind === 'revokes'
      ? this.database.revoke(operation, rule, (tx, steps) =>
          within(operation, { steps, rule, run: () => prepared.run(tx) }),
        )
      : this.database.change(operation, rule, (tx, steps) =>
          within(operation, { steps, rule, run: () => prepared.run(tx) }),
        );
  }

  /**
   * Records a refused change. Two codes are not recorded: `unavailable`, because then the database,
   * which contains the trail, could not do it; and `rate_limited`, because an event for each would
   * let a merchant fill the trail. The refusal stands whether or not it could be recorded, but the
   * caller is told when it could not: a trail that silently lacks refusals hides attempts.
   */
  private async record(operation: Operation, named: NamedTargets, error: unknown): Promise<unknown> {
    const cause = causeOf(error);
    if (cause === null || operation.recordedOnlyIfChanged) return error;
    try {
      await this.refusedChanges.record(operation, cause, named);
      return error;
    } catch (failure) {
      return unrecorded(error, failure);
    }
  }
}

/** What the trail says of a refused change; `null`: nothing. */
const causeOf = (error: unknown): RefusedChangeCause | null => {
  if (error instanceof BearerTokenError) {
    const reason = `token: ${error.privateDetail}`;
    return { reason, groupKey: reason };
  }
  if (!(error instanceof ManagementError) || isTransient(error)) return null;
  return { reason: error.message, groupKey: groupKeyOf(error) };
};

const unrecorded = (error: unknown, cause: unknown): unknown => {
  const why = `(this refusal could not be recorded in the audit trail: ${errorMessageOf(cause)})`;
  if (error instanceof ManagementError) {
    const { code, message, field, forMerchants } = error;
    return new ManagementError(code, `${message} ${why}`, field, { cause, forMerchants });
  }
  if (!(error instanceof BearerTokenError)) return error;
  const { code, privateDetail, publicDetail } = error;
  return new BearerTokenError(code, `${privateDetail} ${why}`, publicDetail, { cause });
};

/**
 * Messages about what does not exist, and about a version, repeat what the caller made up: each would be
 * another reason, and its event is kept permanently.
 */
const groupKeyOf = ({ code, field, message }: ManagementError): string => {
  if (code === 'not_found') return `${field ?? 'name'}: what was named does not exist`;
  return code === 'stale' ? 'account: it was changed since it was read' : message;
};

interface Within<Result> {
  readonly steps: ChangeSteps;
  readonly rule: OperatorRules;
  readonly run: () => Promise<Result>;
}

/**
 * The steps of the transaction, in order. The use case takes the locks, and its first lock compares
 * the version.
 *
 * Attack: an operator asks to reactivate their own account, again and again; a request that waits for the lock of their
 * suspension would be executed after it. So the caller is checked last, while the head of the audit trail is locked: a
 * change that takes something from the caller has committed before, or commits after this one.
 */
const within = async <Result>(
  { assertStillAllowed }: Operation,
  { steps, rule, run }: Within<Result>,
): Promise<Committed<Result>> => {
  const earlier = await steps.claimIdempotencyKey();
  if (earlier) return { earlier, awaited: earlier };
  const result = await run();
  await rule.assertOneIsLeft();
  steps.assertVersionChecked();
  await steps.recordOutcome(result);
  await steps.recordEvent();
  await assertStillAllowed?.();
  return { outcome: { result }, awaited: steps };
};

const answer = <Result>(
  committed: Committed<Result>,
  { afterCommit }: PreparedChange<Result>,
): Promise<Result> => {
  if ('earlier' in committed) throw new IdempotentReplay(committed.earlier.outcome);
  const { result } = committed.outcome;
  return afterCommit ? afterCommit(result) : Promise.resolve(result);
};

/** Retries after a deadlock; the last failure reaches the caller. */
const repeatedOnDeadlock = async <T>(change: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await change();
    } catch (error) {
      if (!(error instanceof ConcurrentChange) || tries === triesMax) throw error;
    }
  }
};
