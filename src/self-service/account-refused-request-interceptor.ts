import { Injectable } from '@nestjs/common';
import type { Merchant } from '../auth/merchant-authenticator.js';
import { ChangeBudget } from '../core/accounts/change-budget.js';
import { OutcomeLog } from '../http/outcome-log.js';
import {
  RefusedRequestInterceptor,
  type RefusedRequestParts,
} from '../http/problem-details/refused-request-interceptor.js';
import { RecordRefusedRequest } from '../management/audit/record-refused-request.js';

/** Records in the audit trail which requests of merchants were refused here, under their name. */
@Injectable()
export class AccountRefusedRequestInterceptor extends RefusedRequestInterceptor<Merchant> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: RecordRefusedRequest,
    private readonly budget: ChangeBudget,
  ) {
    super(outcomes);
  }

  /** Beyond the account's limit it is counted alone: an event for each would fill the trail. */
  protected override async write(merchant: Merchant, refused: RefusedRequestParts): Promise<void> {
    if (!(await this.budget.countRefusedChange(merchant.context.accountId))) return;
    await this.refused.run(merchant, { action: 'self-service.request', ...refused });
  }
}
