import type { OperatorScope } from '../../core/accounts/operator-scope.js';
import type { ApprovalParty } from '../../core/approvals/approval.js';
import type { Caller } from '../../core/audit/operation.js';

/** `OperatorCaller`: an operator who asks for a change, or decides about one. */
export interface OperatorCaller extends Caller {
  readonly identity: ApprovalParty;
  /** Every scope that the token and its account allow at this moment. */
  readonly scopes: readonly OperatorScope[];
  /** Every operator has a token, which the change checks once more. */
  readonly assertStillAllowed: () => Promise<void>;
}
