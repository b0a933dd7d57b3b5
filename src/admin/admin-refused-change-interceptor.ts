import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Operator } from '../auth/operator-authenticator.js';
import type { HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import {
  type RefusedChange,
  RefusedChangeInterceptor,
} from '../http/problem-details/refused-change-interceptor.js';
import { RecordRefusedChange } from '../management/audit/record-refused-change.js';

const dryRunQuery = z.looseObject({ dryRun: z.literal('true') });

/** Records in the audit trail which requests of operators were refused here, under their name. */
@Injectable()
export class AdminRefusedChangeInterceptor extends RefusedChangeInterceptor<Operator> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: RecordRefusedChange,
  ) {
    super(outcomes);
  }

  protected override isDryRun({ query }: HttpRequest): boolean {
    return dryRunQuery.safeParse(query).success;
  }

  protected override write(operator: Operator, refused: RefusedChange): Promise<void> {
    return this.refused.run(operator, { action: 'admin.request', ...refused });
  }
}
