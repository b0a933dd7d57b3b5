import { Body, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { changeQuery } from '../http/problem-details/dry-run-query.js';
import { pageFields, pageOfAll } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { CertificateUseCases } from '../management/certificates/certificate-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { newLink } from './certificate-fields.js';
import { linkAnswer } from './change-answers.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/accounts/:account/certificates`: the certificates that one account may present. */
@AdminRoutes('accounts/:account/certificates')
export class AccountCertificatesController {
  constructor(
    private readonly accounts: AccountUseCases,
    private readonly certificates: CertificateUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post()
  @RequireScope('accounts:write')
  link(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const input = parseInput(newLink, body);
    return this.changes.change(request, this.certificates.link, { account, ...input }, linkAnswer);
  }

  @Get()
  @RequireScope('admin:read')
  async list(@Param('account') account: string, @Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after } = parseInput(z.strictObject(pageFields), query);
    const page = await this.accounts.show.run(account);
    return pageOfAll(page.certificates, { limit, after });
  }

  @Delete(':fingerprint')
  @RequireScope('access:write')
  unlink(
    @Req() request: AdminRequest,
    @Param() link: { account: string; fingerprint: string },
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    parseInput(changeQuery, query);
    const { account, fingerprint: meant } = link;
    return this.changes.change(
      request,
      this.certificates.unlink,
      { account, fingerprint: meant },
      {
        toBody: ({ fingerprint, account: { version } }) => ({
          body: { accountId: account, fingerprint, linked: false },
          version,
        }),
      },
    );
  }
}
