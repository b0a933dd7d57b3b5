import { isOperatorScope } from '../core/accounts/operator-scope.js';
import { ApprovalNeeded } from '../core/approvals/approval-needed.js';
import type { Caller } from '../core/audit/operation.js';
import { InsufficientScope } from '../core/shared/management-error.js';
import type { ChangeRule } from '../core/shared/unit-of-work.js';

/**
 * Lets only administrators change operators, and give the scopes of operators to any account. Attack: an operator who may
 * onboard merchants adds a secret or a certificate of their own to an administrator's account, creates another
 * operator, or gives themselves more scopes.
 */
export class CallerScopeRule implements ChangeRule {
  constructor(
    private readonly caller: Pick<
      Caller,
      'managesOperators' | 'managesResourceServers' | 'operatorsNeedApproval'
    >,
  ) {}

  assertMayChangeOperators(): void {
    if (!this.caller.managesOperators)
      throw notAdministrator('only administrators may change operators, and what belongs to them');
    if (this.caller.operatorsNeedApproval) throw new ApprovalNeeded();
  }

  /**
   * Attack: an operator who may onboard merchants makes an account of their own a resource server, or adds a secret to
   * one that is there, and reads whether and for whom every token of the platform is valid.
   */
  assertMayChangeResourceServers(): void {
    if (!this.caller.managesResourceServers)
      throw new InsufficientScope(
        'account: a resource server may introspect the tokens of all merchants. Required scope, beside that of the route: ' +
          'access:write',
        'access:write',
        'account',
      );
  }

  assertMayGive(scopes: readonly string[]): void {
    const ofOperators = scopes.find(isOperatorScope);
    if (ofOperators === undefined) return;
    if (!this.caller.managesOperators)
      throw notAdministrator(
        `only administrators may give the scope ${ofOperators}, which is one of operators`,
      );
    if (this.caller.operatorsNeedApproval) throw new ApprovalNeeded();
  }
}

const notAdministrator = (why: string): InsufficientScope =>
  new InsufficientScope(
    `account: ${why}. Required scope: admin:write. Role with it: administrator`,
    'admin:write',
    'account',
  );
