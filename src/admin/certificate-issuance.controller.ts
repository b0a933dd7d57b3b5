import { Body, Param, Post, Req } from '@nestjs/common';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { CertificateIssuanceUseCases } from '../management/certificates/certificate-issuance-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { handOverZipInput, signingInput } from './certificate-fields.js';
import { handOverAnswer, signedAnswer } from './change-answers.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/**
 * `/api/admin/accounts/:account/certificates`: certificates that the gateway's own authority signs
 * for an account.
 */
@AdminRoutes('accounts/:account/certificates')
export class CertificateIssuanceController {
  constructor(
    private readonly certificateIssuance: CertificateIssuanceUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post('sign')
  @RequireScope('accounts:write')
  sign(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { csr, ...input } = parseInput(signingInput, body);
    const whole = { account, request: csr, ...input };
    return this.changes.change(request, this.certificateIssuance.sign, whole, signedAnswer);
  }

  @Post('bundle')
  @RequireScope('accounts:write')
  handOver(
    @Req() request: AdminRequest,
    @Param('account') account: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { csr, ...input } = parseInput(handOverZipInput, body);
    const whole = { ...input, account, ...(csr !== undefined && { request: csr }) };
    const answer = handOverAnswer(csr === undefined);
    return this.changes.change(request, this.certificateIssuance.handOver, whole, answer);
  }
}
