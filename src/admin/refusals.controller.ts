import { Get, Param, Query } from '@nestjs/common';
import { z } from 'zod';
import { instant } from '../http/problem-api/instant.js';
import { pageAnswer, pageFields } from '../http/problem-api/page.js';
import { presentRefusal } from '../http/problem-api/present-refusal.js';
import { read } from '../http/problem-api/read.js';
import type { RouteAnswer } from '../http/problem-api/route-answer.js';
import { RefusalUseCases } from '../management/refusals/refusal-use-cases.js';
import { AdminRoutes } from './admin-routes.js';
import { RequireScope } from './require-scope.js';

const refusalQuery = z.strictObject({
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
  async list(@Query() query: unknown): Promise<RouteAnswer> {
    const { limit, cursor: before, ...question } = read(refusalQuery, query);
    const found = await this.refusals.list.run({ ...question, before, limit: limit + 1 });
    return pageAnswer(found, limit, ({ refusal }) => refusal.id, presentRefusal);
  }

  /** Returns one refusal as a rule, and more when a request id was refused more than once. */
  @Get(':requestId')
  @RequireScope('admin:read')
  async explain(@Param('requestId') requestId: string): Promise<RouteAnswer> {
    const found = await this.refusals.explain.run(requestId);
    return { body: { items: found.map(presentRefusal), nextCursor: null } };
  }
}
