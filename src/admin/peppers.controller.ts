import { Get, Query } from '@nestjs/common';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { KeyUseCases } from '../management/keys/key-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/peppers`: which peppers are still needed, by their ids. */
@AdminRoutes('peppers')
export class PeppersController {
  constructor(private readonly keys: KeyUseCases) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    return { body: { items: await this.keys.peppers.run(), nextCursor: null } };
  }
}
