import { Get, Headers, Query } from '@nestjs/common';
import { z } from 'zod';
import { acceptedLanguage } from '../http/accepted-language.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { Search } from '../management/search/search.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

/** What is searched for. */
export const searchQuery = z.strictObject({ q: z.string() });

/** `/api/admin/search`: whatever a support call brings. */
@AdminRoutes('search')
export class SearchController {
  constructor(private readonly search: Search) {}

  @Get()
  @RequireScope('admin:read')
  async find(
    @Query() query: unknown,
    @Headers('accept-language') accepted: string | undefined,
  ): Promise<RouteResponse> {
    const language = acceptedLanguage(accepted);
    return { body: await this.search.run(parseInput(searchQuery, query).q, language), language };
  }
}
