import { isOperatorScope } from '../core/accounts/operator-scope.js';
import { InsufficientScope } from '../core/shared/management-error.js';
import type { ChangeRule } from '../core/shared/unit-of-work.js';

/**
 * Lets only administrators change operators, and give the scopes of operators to any account. Attack: an operator who may
 * onboard merchants adds a secret or a certificate of their own to an administrator's account, creates another
 * operator, or gives themselves more scopes.
 */
export class CallerScopeRule implements ChangeRule {
  constructor(private readonly managesOperators: boolean) {}

  assertMayChangeOperators(): void {
    if (!this.managesOperators)
      throw notAdministrator('only administrators may change operators, and what belongs to them');
  }

  assertMayGive(scopes: readonly string[]): void {
    const ofOperators = scopes.find(isOperatorScope);
    if (ofOperators !== undefined && !this.managesOperators)
      throw notAdministrator(
        `only administrators may give the scope ${ofOperators}, which is one of operators`,
      );
  }
}

const notAdministrator = (why: string): InsufficientScope =>
  new InsufficientScope(
    `account: ${why}. Required scope: admin:write. Role with it: administrator`,
    'admin:write',
    'account',
  );
