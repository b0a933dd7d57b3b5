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

/** Questions about protected APIs change nothing, also where they have a body. */
const readOnlyRoutes = '/api/admin/apis/';

/** Records in the audit trail which requests of operators were refused here, under their name. */
@Injectable()
export class AdminRefusedRequestInterceptor extends RefusedRequestInterceptor<Bearer> {
  constructor(
    outcomes: OutcomeLog,
    private readonly refused: RecordRefusedRequest,
  ) {
    super(outcomes);
  }

  protected override isDryRun({ query, routeOptions }: HttpRequest): boolean {
    return dryRunQuery.safeParse(query).success || routeOptions.url?.startsWith(readOnlyRoutes) === true;
  }

  protected override write(operator: Bearer, refused: RefusedRequestParts): Promise<void> {
    return this.refused.run(operator, { action: 'admin.request', ...refused });
  }
}
