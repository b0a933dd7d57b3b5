import { Get, Query } from '@nestjs/common';
import { positionByExpiry } from '../core/credentials/credential-expiry.js';
import { timedPageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { CredentialUseCases } from '../management/credentials/credential-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { expiringCredentialsQuery } from './credential-fields.js';
import { RequireScope } from './require-scope.js';
import { withAccountNames } from './with-account-names.js';

/** `/api/admin/credentials`: the credentials of all accounts of which something ends soon. */
@AdminRoutes('credentials')
export class ExpiringCredentialsController {
  constructor(
    private readonly credentials: CredentialUseCases,
    private readonly accounts: AccountUseCases,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after, ...question } = parseInput(expiringCredentialsQuery, query);
    const found = await this.credentials.expiring.run({ ...question, after, limit: limit + 1 });
    const names = await this.accounts.names.run(found.map(({ accountId }) => accountId));
    return withAccountNames(timedPageResponse(found, limit, positionByExpiry), names);
  }
}
