import { Injectable } from '@nestjs/common';
import type { Operator } from '../auth/operator-authenticator.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { type NotedRequest, RefusedRequestRecorder } from '../http/problem-api/refused-request-recorder.js';
import { RecordRefusedRequest } from '../management/audit/record-refused-request.js';

/** Records in the audit trail which requests of operators were refused here, under their name. */
@Injectable()
export class AdminRefusedRequestRecorder extends RefusedRequestRecorder<Operator> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: RecordRefusedRequest,
  ) {
    super(outcomes);
  }

  protected override write(operator: Operator, noted: NotedRequest): Promise<void> {
    return this.refused.run(operator, { action: 'admin.request', ...noted });
  }
}
