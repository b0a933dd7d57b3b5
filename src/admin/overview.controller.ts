import { Get, Query } from '@nestjs/common';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OverviewUseCases } from '../management/overview/overview-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/overview`: the state of the whole gateway. */
@AdminRoutes('overview')
export class OverviewController {
  constructor(private readonly overview: OverviewUseCases) {}

  @Get()
  @RequireScope('admin:read')
  async show(@Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    return { body: await this.overview.show.run() };
  }
}
