import { Body, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { deliveryStates } from '../core/notices/notice.js';
import { languages } from '../core/shared/language.js';
import { noInput } from '../http/problem-details/no-input.js';
import { pageFields, pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import type { NoticeRecipientWithSecret } from '../management/notices/create-notice-recipient.js';
import { NoticeUseCases } from '../management/notices/notice-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

export const newNoticeRecipient = z.strictObject({
  webhook: z.string().exactOptional(),
  email: z.string().exactOptional(),
  language: z.enum(languages).exactOptional(),
  account: z.string().nullable().default(null),
});
export const noticeRecipientsQuery = z.strictObject(pageFields);
export const noticeDeliveriesQuery = z.strictObject({
  ...pageFields,
  state: z.enum(deliveryStates).exactOptional(),
});

/** Presents a recipient with its secret, which no other response ever shows. */
const toBody = ({ recipient, secret }: NoticeRecipientWithSecret): RouteResponse => ({
  body: { ...recipient, ...(secret && { secret: secret.reveal((text) => text) }) },
});

/** Presents a recipient to a repeated request. */
const toRepeatBody = ({ recipient, secret }: NoticeRecipientWithSecret): RouteResponse => ({
  body: {
    ...recipient,
    ...(secret && {
      secretAlreadyShown: true,
      hint: `The secret was shown once. For another: DELETE /api/admin/notice-recipients/${recipient.id}, and create it again.`,
    }),
  },
});

/** `/api/admin/notice-recipients`: who gets notices. */
@AdminRoutes('notice-recipients')
export class NoticeRecipientsController {
  constructor(
    private readonly notices: NoticeUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post()
  @RequireScope('admin:write')
  create(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    const input = parseInput(newNoticeRecipient, body);
    return this.changes.change(request, this.notices.createRecipient, input, { toBody, toRepeatBody });
  }

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(noticeRecipientsQuery, query);
    const found = await this.notices.recipients.run({ after, limit: limit + 1 });
    return pageResponse(found, limit, ({ id }) => id);
  }

  @Delete(':recipient')
  @RequireScope('admin:write')
  remove(
    @Req() request: AdminRequest,
    @Param('recipient') recipient: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.notices.removeRecipient, recipient, {
      toBody: (removed) => ({ body: removed }),
    });
  }
}

/** `/api/admin/notice-deliveries`: what became of notices. */
@AdminRoutes('notice-deliveries')
export class NoticeDeliveriesController {
  constructor(
    private readonly notices: NoticeUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after, ...question } = parseInput(noticeDeliveriesQuery, query);
    const found = await this.notices.deliveries.run({ ...question, after, limit: limit + 1 });
    return pageResponse(found, limit, ({ id }) => id);
  }

  @Post(':delivery/redeliver')
  @HttpCode(200)
  @RequireScope('admin:write')
  redeliver(
    @Req() request: AdminRequest,
    @Param('delivery') delivery: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.notices.redeliver, delivery, {
      toBody: (pending) => ({ body: pending }),
    });
  }
}
