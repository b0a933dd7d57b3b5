import { Get, Query, Req } from '@nestjs/common';
import { nothing } from '../edge/wing/nothing.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { AdminDesk } from './desk.js';
import { Needs } from './needs.js';
import { read } from '../edge/wing/read.js';

/** Which peppers are still needed, by their ids. */
@AdminRoutes('peppers')
export class PeppersController {
  constructor(private readonly desk: AdminDesk) {}

  @Get()
  @Needs('admin:read')
  async list(@Req() request: AdminRequest, @Query() query: unknown): Promise<Answer> {
    read(nothing, query);
    return { body: { items: await this.desk.cases(request).pepperStatus.run(), nextCursor: null } };
  }
}
