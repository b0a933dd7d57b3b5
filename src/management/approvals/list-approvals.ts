import type { Approval, ApprovalState } from '../../core/approvals/approval.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Reads } from '../../core/shared/unit-of-work.js';
import { parseApprovalId } from '../fields.js';

export interface ApprovalQuery {
  readonly state?: ApprovalState;
  /** Only requests that are older than this one; `null`: from the newest. */
  readonly before?: string | null;
  readonly limit: number;
}

/** Lists requests for approval, newest first. */
export class ListApprovals {
  constructor(private readonly database: Reads) {}

  run({ state, before = null, limit }: ApprovalQuery): Promise<readonly Approval[]> {
    return this.database.read((tx) => tx.approvals.list({ state: state ?? null, before, limit }));
  }
}

/** Counts the requests that wait now, of all operators. */
export class CountPendingApprovals {
  constructor(private readonly database: Reads) {}

  run(): Promise<number> {
    return this.database.read((tx) => tx.approvals.countPending(null));
  }
}

/** Shows one request. Throws `ManagementError('not_found')`. */
export class ShowApproval {
  constructor(private readonly database: Reads) {}

  async run(text: string): Promise<Approval> {
    const id = parseApprovalId(text);
    const found = await this.database.read((tx) => tx.approvals.find(id));
    if (found) return found;
    throw new ManagementError('not_found', 'approval: there is no request with this number', 'approval');
  }
}
