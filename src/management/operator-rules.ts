import type { EligibleOperators, OperatorLocker } from '../core/accounts/operator-repository.js';
import type { Operation } from '../core/audit/operation.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { RevocationRule } from '../core/shared/unit-of-work.js';
import { CallerScopeRule } from './caller-scope-rule.js';

/** An operator whose secret or certificate ends within 7 days does not count. */
const daysToSpare = 7;

const questions: readonly (keyof EligibleOperators)[] = ['now', 'fromAddress', 'later'];

/**
 * The rules of every change: what `CallerScopeRule` checks of the caller, and that an operator is left.
 *
 * Refuses changes that would leave no operator who can get a token with `admin:write`, because then
 * the admin API could not manage anything. Each transaction has one rule. It costs nothing while
 * no operator's account, no certificate and no client CA is locked. Two changes that touch
 * operators wait for each other; otherwise each would count on the other's operator.
 */
export class OperatorRules extends CallerScopeRule implements RevocationRule {
  #locked: { readonly operators: OperatorLocker; readonly before: EligibleOperators } | null = null;

  /**
   * The address of the change, so that operators do not lock themselves out by networks; `null` for the
   * command line.
   */
  readonly #address: string | null;

  constructor(
    operation: Pick<
      Operation,
      'address' | 'managesOperators' | 'managesResourceServers' | 'operatorsNeedApproval'
    >,
  ) {
    super(operation);
    this.#address = operation.address;
  }

  async lockOperators(operators: OperatorLocker): Promise<void> {
    if (this.#locked) return;
    await operators.lock();
    this.#locked = { operators, before: await this.#left(operators) };
  }

  /** Checks after the change that an operator is left. Throws `ManagementError('refused')`. */
  async assertOneIsLeft(): Promise<void> {
    if (!this.#locked) return;
    const { operators, before } = this.#locked;
    const after = await this.#left(operators);
    if (questions.some((question) => before[question] && !after[question])) throw lastOne();
  }

  #left(operators: OperatorLocker): Promise<EligibleOperators> {
    return operators.eligible({ address: this.#address, afterDays: daysToSpare });
  }
}

const lastOne = (): ManagementError =>
  new ManagementError(
    'refused',
    'operator: no other operator could get a token with admin:write for a week, from the address of this request. First ' +
      'give another operator a credential and a certificate',
    'operator',
  );
