import { Get, Headers, Query } from '@nestjs/common';
import { z } from 'zod';
import { countSteps } from '../core/tokens/token-request-counts.js';
import { acceptedLanguage } from '../http/accepted-language.js';
import { instant } from '../http/problem-details/instant.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OverviewUseCases } from '../management/overview/overview-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

/** Selects a period and the length of its steps. */
export const tokenRequestCountQuery = z.strictObject({
  step: z.enum(countSteps),
  since: instant.exactOptional(),
  until: instant.exactOptional(),
});

/** `/api/admin/token-request-counts`: how many tokens were issued, and how many requests rejected. */
@AdminRoutes('token-request-counts')
export class TokenRequestCountsController {
  constructor(private readonly overview: OverviewUseCases) {}

  @Get()
  @RequireScope('admin:read')
  async count(
    @Query() query: unknown,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<RouteResponse> {
    const language = acceptedLanguage(accepted);
    const period = parseInput(tokenRequestCountQuery, query);
    return { body: await this.overview.countTokenRequests.run({ ...period, language }), language };
  }
}
