import { Body, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { newLink, toldInspection } from './certificate-fields.js';
import { AdminDesk } from './desk.js';
import { Needs } from './needs.js';
import { nothing } from '../edge/wing/nothing.js';
import { pageFields, pageOfAll } from '../edge/wing/page.js';
import { read } from '../edge/wing/read.js';

/** The certificates that one account may present. */
@AdminRoutes('accounts/:account/certificates')
export class AccountCertificatesController {
  constructor(private readonly desk: AdminDesk) {}

  @Post()
  @Needs('admin:write')
  link(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    const wish = read(newLink, body);
    return this.desk.change(request, {
      work: (cases) => cases.linkCertificate.run({ account, ...wish }),
      tell: (link) => ({
        body: { ...toldInspection(link), account: link.account.id, sharedWith: link.sharedWith },
        version: link.account.version,
      }),
    });
  }

  @Get()
  @Needs('admin:read')
  async list(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Query() query: unknown,
  ): Promise<Answer> {
    const { limit, cursor: after } = read(z.strictObject(pageFields), query);
    const page = await this.desk.cases(request).showAccount.run(account);
    return pageOfAll(page.certificates, { limit, after });
  }

  @Delete(':fingerprint')
  @Needs('admin:write')
  unlink(
    @Req() request: AdminRequest,
    @Param() link: { account: string; fingerprint: string },
    @Query() query: unknown,
  ): Promise<Answer> {
    read(nothing, query);
    const { account, fingerprint: meant } = link;
    return this.desk.change(request, {
      work: (cases) => cases.unlinkCertificate.run({ account, fingerprint: meant }),
      tell: ({ fingerprint, account: { version } }) => ({
        body: { account, fingerprint, linked: false },
        version,
      }),
    });
  }
}
