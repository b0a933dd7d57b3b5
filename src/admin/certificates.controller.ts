import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { CertificateUseCases } from '../management/certificates/certificate-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { certificateQuery, revocationInput, toInspectionBody } from './certificate-fields.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';
import { withAccountNames } from './with-account-names.js';

/** `/api/admin/certificates`: the certificates of all accounts. */
@AdminRoutes('certificates')
export class CertificatesController {
  constructor(
    private readonly certificates: CertificateUseCases,
    private readonly accounts: AccountUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: after, ...question } = parseInput(certificateQuery, query);
    const found = await this.certificates.list.run({ ...question, after, limit: limit + 1 });
    const names = await this.accounts.names.run(found.flatMap(({ linkedTo }) => linkedTo));
    return withAccountNames(
      pageResponse(found, limit, ({ id }) => id),
      names,
    );
  }

  @Get(':fingerprint')
  @RequireScope('admin:read')
  async show(@Param('fingerprint') fingerprint: string): Promise<RouteResponse> {
    const kept = await this.certificates.inspectStored.run(fingerprint);
    const { linkedTo, revokedAt } = kept;
    const body = { ...toInspectionBody(kept), linkedTo, revokedAt };
    return withAccountNames({ body }, await this.accounts.names.run(linkedTo));
  }

  @Post(':fingerprint/revoke')
  @HttpCode(200)
  @RequireScope('access:write')
  revoke(
    @Req() request: AdminRequest,
    @Param('fingerprint') fingerprint: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const input = parseInput(revocationInput, body);
    return this.changes.change(
      request,
      this.certificates.revoke,
      { fingerprint, ...input },
      {
        toBody: (revoked) => ({ body: revoked }),
      },
    );
  }
}
