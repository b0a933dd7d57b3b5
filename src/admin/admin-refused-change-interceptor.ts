import { Injectable } from '@nestjs/common';
import type { Operator } from '../auth/operator-authenticator.js';
import { OutcomeLog } from '../http/outcome-log.js';
import {
  type RefusedChange,
  RefusedChangeInterceptor,
} from '../http/problem-api/refused-change-interceptor.js';
import { RecordRefusedChange } from '../management/audit/record-refused-change.js';

/** Records in the audit trail which requests of operators were refused here, under their name. */
@Injectable()
export class AdminRefusedChangeInterceptor extends RefusedChangeInterceptor<Operator> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: RecordRefusedChange,
  ) {
    super(outcomes);
  }

  protected override write(operator: Operator, refused: RefusedChange): Promise<void> {
    return this.refused.run(operator, { action: 'admin.request', ...refused });
  }
}
