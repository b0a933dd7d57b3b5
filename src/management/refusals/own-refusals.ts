import {
  type RefusalFilter,
  RefusalRecords,
  type StoredRefusal,
} from '../../core/refusals/refusal-records.js';
import type { AccountId, RequestId } from '../../core/shared/ids.js';

/** The kept refusals of one account. Those of other accounts are not there. */
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
