import type { Approval } from '../../core/approvals/approval.js';
import type { WaitsForApproval } from '../../core/approvals/approval-needed.js';
import { jsonOrNull } from '../../core/shared/json-object.js';

/** `PendingApprovalReplay`: a repeat, under the same idempotency key, of a request for a change that waits for approval. */
export class PendingApprovalReplay extends Error {
  constructor(readonly body: object) {
    super('the change waits for approval, as it did the first time');
    this.name = 'PendingApprovalReplay';
  }
}

/** Presents a request for approval: what was asked for, and what it would change. */
export const approvalBody = ({
  seal: _,
  askerVersion: __,
  input,
  effect,
  askedBy,
  askedByName,
  ...approval
}: Approval): object => ({
  ...approval,
  input: jsonOrNull(input),
  effect: jsonOrNull(effect),
  askedBy: { ...askedBy, name: askedByName },
});

/** Presents a change that was not made, because it waits. */
export const pendingApprovalBody = ({ approval, wasPending }: WaitsForApproval): object => ({
  waitsForApproval: true,
  wasPending,
  approval: approvalBody(approval),
  hint:
    `Nothing was changed yet. Another operator with the scope ${approval.scope} approves it until ` +
    `${approval.until.toISOString()}: POST /api/admin/approvals/${approval.id}/approve, or in the console.`,
});
