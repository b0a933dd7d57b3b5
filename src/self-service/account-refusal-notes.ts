import { Injectable } from '@nestjs/common';
import { OutcomeLog } from '../edge/outcome-log.js';
import { type NotedRequest, RefusalNotes } from '../edge/wing/refusal-notes.js';
import type { Merchant } from '../auth/authenticate-merchant.js';
import { Management } from '../management/management.js';

/** What merchants are refused here is in the audit trail under their name. */
@Injectable()
export class AccountRefusalNotes extends RefusalNotes<Merchant> {
  constructor(
    outcomes: OutcomeLog,
    private readonly management: Management,
  ) {
    super(outcomes);
  }

  protected override write(merchant: Merchant, noted: NotedRequest): Promise<void> {
    return this.management.noteRefused(merchant, { action: 'self-service.request', ...noted });
  }
}
