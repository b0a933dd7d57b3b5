import { Injectable } from '@nestjs/common';
import type { Merchant } from '../auth/merchant-authenticator.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { type NotedRequest, RefusedRequestRecorder } from '../http/problem-api/refused-request-recorder.js';
import { NoteRefusedRequest } from '../management/audit/note-refused-request.js';

/** Records in the audit trail which requests of merchants were refused here, under their name. */
@Injectable()
export class AccountRefusedRequestRecorder extends RefusedRequestRecorder<Merchant> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: NoteRefusedRequest,
  ) {
    super(outcomes);
  }

  protected override write(merchant: Merchant, noted: NotedRequest): Promise<void> {
    return this.refused.run(merchant, { action: 'self-service.request', ...noted });
  }
}
