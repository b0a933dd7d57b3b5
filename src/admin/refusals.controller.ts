import { Get, Param, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { toldRefusal } from '../edge/wing/told-refusal.js';
import { AdminDesk } from './desk.js';
import { instant } from '../edge/wing/instant.js';
import { Needs } from './needs.js';
import { pageAnswer, pageFields } from '../edge/wing/page.js';
import { read } from '../edge/wing/read.js';

const refusalQuery = z.strictObject({
  account: z.string(),
  since: instant.exactOptional(),
  until: instant.exactOptional(),
  ...pageFields,
});

/** Why somebody got no token. */
@AdminRoutes('refusals')
export class RefusalsController {
  constructor(private readonly desk: AdminDesk) {}

  @Get()
  @Needs('admin:read')
  async list(@Req() request: AdminRequest, @Query() query: unknown): Promise<Answer> {
    const { limit, cursor: before, ...question } = read(refusalQuery, query);
    const cases = this.desk.cases(request);
    const found = await cases.listRefusals.run({ ...question, before, limit: limit + 1 });
    return pageAnswer(found, limit, ({ refusal }) => refusal.id, toldRefusal);
  }

  /** Usually one; more when the same request id was refused more than once. */
  @Get(':requestId')
  @Needs('admin:read')
  async explain(@Req() request: AdminRequest, @Param('requestId') requestId: string): Promise<Answer> {
    const found = await this.desk.cases(request).explainRefusal.run(requestId);
    return { body: { items: found.map(toldRefusal), nextCursor: null } };
  }
}
