import { Get, Headers, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { acceptedLanguage } from '../http/accepted-language.js';
import { instant } from '../http/problem-details/instant.js';
import { pageFields, pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import { toRefusalBody } from '../http/problem-details/refusal-body.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { RefusalUseCases } from '../management/refusals/refusal-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

/** Selects rejected token requests of one account. */
export const refusalQuery = z.strictObject({
  account: z.string(),
  since: instant.exactOptional(),
  until: instant.exactOptional(),
  ...pageFields,
});

/** `/api/admin/refusals`: why token requests were refused. */
@AdminRoutes('refusals')
export class RefusalsController {
  constructor(private readonly refusals: RefusalUseCases) {}

  @Get()
  @RequireScope('admin:read')
  async list(
    @Query() query: unknown,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<RouteResponse> {
    const { limit, cursor: before, ...question } = parseInput(refusalQuery, query);
    const language = acceptedLanguage(accepted);
    const found = await this.refusals.list.run({ ...question, before, limit: limit + 1, language });
    return { ...pageResponse(found, limit, ({ refusal }) => refusal.id, toRefusalBody), language };
  }

  /** Returns one refusal as a rule, and more when a request id was refused more than once. */
  @Get(':requestId')
  @RequireScope('admin:read')
  async explain(
    @Param('requestId') requestId: string,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<RouteResponse> {
    const language = acceptedLanguage(accepted);
    const found = await this.refusals.explain.run(requestId, language);
    return { body: { items: found.map(toRefusalBody), nextCursor: null }, language };
  }
}
