import {
  type RefusalFilter,
  RefusalRecords,
  type StoredRefusal,
} from '../../core/refusals/refusal-records.js';
import type { AccountId, RequestId } from '../../core/shared/ids.js';

/** The stored refusals of one account; those of other accounts are answered as not found. */
export class OwnRefusals extends RefusalRecords {
  constructor(
    private readonly records: RefusalRecords,
    private readonly owner: AccountId,
  ) {
    super();
  }

  async byRequest(requestId: RequestId): Promise<readonly StoredRefusal[]> {
    const found = await this.records.byRequest(requestId);
    return found.filter(({ accountId }) => accountId === this.owner);
  }

  ofAccount(filter: RefusalFilter): Promise<readonly StoredRefusal[]> {
    return this.records.ofAccount({ ...filter, account: this.owner });
  }
}
