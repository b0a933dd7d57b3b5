import type { ChangeBudget } from '../core/accounts/change-budget.js';
import type { Caller } from '../core/audit/operation.js';
import { isTransient, ManagementError } from '../core/shared/management-error.js';
import type { MerchantContext } from '../core/shared/merchant-context.js';
import { AccountQueue } from './account-queue.js';
import type { Executor } from './executor.js';
import { restrictedTo } from './restrict-to-own-account.js';
import type { OwnAccountRevocation, OwnAccountUseCase } from './use-case.js';

/** How many changes of one client wait while another of its account is made. */
const waitingMax = 4;

/**
 * The way of every change that merchants make. It has no method that executes a use case on every
 * account, so self-service cannot forget to restrict one.
 */
export class OwnAccountExecutor {
  readonly #turns = new AccountQueue(waitingMax);

  constructor(
    private readonly executor: Executor,
    private readonly budget: ChangeBudget,
  ) {}

  /**
   * Executes a use case on the resources of one account, as `Executor` does, after the changes of
   * the account that are under way, and while something is left of the account's budget.
   */
  execute<Input, Result>(
    caller: Caller,
    merchant: MerchantContext,
    useCase: OwnAccountUseCase<Input, Result>,
    input: Input,
  ): Promise<Result> {
    const { accountId } = merchant;
    return this.#turns.run(merchant, async () => {
      await this.budget.consume(accountId);
      try {
        return await this.executor.execute(caller, restrictedTo(merchant, useCase), input);
      } catch (error) {
        if (error instanceof ManagementError && !isTransient(error))
          await this.budget.countRefusedChange(accountId);
        throw error;
      }
    });
  }

  /**
   * Executes a revocation, whatever is left of the account's budget.
   *
   * Attack: a program with a token of few scopes uses up the budget of the day, and the owner of the account could not
   * revoke the program's secret until tomorrow. So revocations are only counted. One that takes something away always
   * leaves its event; their number is limited by what was added before. Beyond the limit, one that is rejected, or that
   * repeats an earlier one, leaves none.
   */
  revoke<Input, Result>(
    caller: Caller,
    merchant: MerchantContext,
    useCase: OwnAccountRevocation<Input, Result>,
    input: Input,
  ): Promise<Result> {
    return this.#turns.run(merchant, async () => {
      const recordedOnlyIfChanged = !(await this.budget.countRevocation(merchant.accountId));
      return this.executor.execute(
        { ...caller, recordedOnlyIfChanged },
        restrictedTo(merchant, useCase),
        input,
      );
    });
  }
}
