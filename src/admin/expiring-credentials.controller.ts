import { Get, Query } from '@nestjs/common';
import { pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { CredentialUseCases } from '../management/credentials/credential-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { expiringCredentialsQuery } from './credential-fields.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/credentials`: the credentials of all accounts of which something ends soon. */
@AdminRoutes('credentials')
export class ExpiringCredentialsController {
  constructor(private readonly credentials: CredentialUseCases) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after, ...question } = parseInput(expiringCredentialsQuery, query);
    const found = await this.credentials.expiring.run({ ...question, after, limit: limit + 1 });
    return pageResponse(found, limit, ({ id }) => id);
  }
}
