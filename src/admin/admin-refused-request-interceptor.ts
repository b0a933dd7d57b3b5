import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Bearer } from '../core/tokens/bearer.js';
import type { HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import {
  RefusedRequestInterceptor,
  type RefusedRequestParts,
} from '../http/problem-details/refused-request-interceptor.js';
import { RecordRefusedRequest } from '../management/audit/record-refused-request.js';

const dryRunQuery = z.looseObject({ dryRun: z.literal('true') });

/** Records in the audit trail which requests of operators were refused here, under their name. */
@Injectable()
export class AdminRefusedRequestInterceptor extends RefusedRequestInterceptor<Bearer> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: RecordRefusedRequest,
  ) {
    super(outcomes);
  }

  protected override isDryRun({ query }: HttpRequest): boolean {
    return dryRunQuery.safeParse(query).success;
  }

  protected override write(operator: Bearer, refused: RefusedRequestParts): Promise<void> {
    return this.refused.run(operator, { action: 'admin.request', ...refused });
  }
}
