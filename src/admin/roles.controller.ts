import { Get, Headers, Query } from '@nestjs/common';
import { acceptedLanguage } from '../http/accepted-language.js';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { listRoles } from '../management/accounts/list-roles.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/roles`: the roles that an operator can have. */
@AdminRoutes('roles')
export class RolesController {
  @Get()
  @RequireScope('any')
  list(@Query() query: unknown, @Headers('accept-language') accepted: string | undefined): RouteResponse {
    parseInput(noInput, query);
    const language = acceptedLanguage(accepted);
    return { body: { items: listRoles(language), nextCursor: null }, language };
  }
}
