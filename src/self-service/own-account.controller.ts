import { Get, Query, Req } from '@nestjs/common';
import type { Answer } from '../edge/wing/answer.js';
import { nothing } from '../edge/wing/nothing.js';
import { read } from '../edge/wing/read.js';
import { type AccountRequest, AccountRoutes } from './account-routes.js';
import { AccountDesk } from './desk.js';

/** The account of whoever asks. */
@AccountRoutes()
export class OwnAccountController {
  constructor(private readonly desk: AccountDesk) {}

  @Get()
  async show(@Req() request: AccountRequest, @Query() query: unknown): Promise<Answer> {
    read(nothing, query);
    const { account } = await this.desk.page(request);
    return { body: account, version: account.version };
  }
}
