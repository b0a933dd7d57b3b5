import { Body, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { changeQuery } from '../http/problem-details/dry-run-query.js';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { KeyUseCases } from '../management/keys/key-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { plainAnswer } from './change-answers.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** Which key is rotated, and how long the new one is published before it signs. */
export const rotationInput = z.strictObject({
  algorithm: z.string().exactOptional(),
  use: z.string().exactOptional(),
  delaySeconds: z.number().exactOptional(),
});

/** `/api/admin/keys`: the keys that sign tokens, never their material. */
@AdminRoutes('keys')
export class KeysController {
  constructor(
    private readonly keys: KeyUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    return { body: { items: await this.keys.list.run(), nextCursor: null } };
  }

  @Post('rotate')
  @RequireScope('keys:write')
  rotate(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    const input = parseInput(rotationInput, body);
    return this.changes.change(request, this.keys.rotate, input, plainAnswer);
  }

  @Delete(':kid')
  @RequireScope('keys:write')
  revoke(
    @Req() request: AdminRequest,
    @Param('kid') kid: string,
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    parseInput(changeQuery, query);
    return this.changes.change(request, this.keys.revoke, kid, plainAnswer);
  }
}
