import type { Approval } from './approval.js';

/** `ApprovalNeeded`: ends a transaction that came upon an operator, because a second operator must approve the change. */
export class ApprovalNeeded extends Error {
  constructor() {
    super('a second operator must approve this change');
    this.name = 'ApprovalNeeded';
  }
}

/**
 * `WaitsForApproval`: is thrown instead of a result, so that nothing that follows a change can take a request for the
 * change itself.
 */
export class WaitsForApproval extends Error {
  constructor(
    readonly approval: Approval,
    /** Whether the request was there before: nothing was stored now. */
    readonly wasPending: boolean,
  ) {
    super('nothing was changed: the change waits for approval');
    this.name = 'WaitsForApproval';
  }
}
