import { Body, HttpCode, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { TokenUseCases } from '../management/tokens/token-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

const text = z.string().exactOptional();
/** Selects tokens; the use case checks which of these fields go together. */
export const tokenSelection = z.strictObject({
  tokenId: text,
  account: text,
  clientId: text,
  secretId: text,
  fingerprint: text,
  familyId: text,
});

/** `/api/admin/tokens`: tokens that were issued. */
@AdminRoutes('tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokenUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post('revoke')
  @HttpCode(200)
  @RequireScope('access:write')
  revoke(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    const meant = parseInput(tokenSelection, body);
    return this.changes.change(request, this.tokens.revoke, meant, {
      toBody: (ended) => ({ body: ended }),
    });
  }
}
