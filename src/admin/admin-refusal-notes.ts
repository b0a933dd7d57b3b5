import { Injectable } from '@nestjs/common';
import { OutcomeLog } from '../edge/outcome-log.js';
import { type NotedRequest, RefusalNotes } from '../edge/wing/refusal-notes.js';
import type { Operator } from '../auth/authenticate-operator.js';
import { Management } from '../management/management.js';

/** What operators are refused here is in the audit trail under their name. */
@Injectable()
export class AdminRefusalNotes extends RefusalNotes<Operator> {
  constructor(
    outcomes: OutcomeLog,
    private readonly management: Management,
  ) {
    super(outcomes);
  }

  protected override write(operator: Operator, noted: NotedRequest): Promise<void> {
    return this.management.noteRefused(operator, { action: 'admin.request', ...noted });
  }
}
