import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import type { Answer } from '../edge/wing/answer.js';
import { certificateQuery, revocationWish, toldInspection } from './certificate-fields.js';
import { AdminDesk } from './desk.js';
import { Needs } from './needs.js';
import { pageAnswer } from '../edge/wing/page.js';
import { read } from '../edge/wing/read.js';

/** The certificates of all accounts. */
@AdminRoutes('certificates')
export class CertificatesController {
  constructor(private readonly desk: AdminDesk) {}

  @Get()
  @Needs('admin:read')
  async list(@Req() request: AdminRequest, @Query() query: unknown): Promise<Answer> {
    const { limit, cursor: after, ...question } = read(certificateQuery, query);
    const cases = this.desk.cases(request);
    const found = await cases.listCertificates.run({ ...question, after, limit: limit + 1 });
    return pageAnswer(found, limit, ({ id }) => id);
  }

  @Get(':fingerprint')
  @Needs('admin:read')
  async show(@Req() request: AdminRequest, @Param('fingerprint') fingerprint: string): Promise<Answer> {
    const kept = await this.desk.cases(request).inspectKeptCertificate.run(fingerprint);
    return { body: { ...toldInspection(kept), linkedTo: kept.linkedTo, revokedAt: kept.revokedAt } };
  }

  @Post(':fingerprint/revoke')
  @HttpCode(200)
  @Needs('admin:write')
  revoke(
    @Req() request: AdminRequest,
    @Param('fingerprint') fingerprint: string,
    @Body() body: unknown,
  ): Promise<Answer> {
    const wish = read(revocationWish, body);
    return this.desk.change(request, {
      work: (cases) => cases.revokeCertificate.run({ fingerprint, ...wish }),
      tell: (revoked) => ({ body: revoked }),
    });
  }
}
