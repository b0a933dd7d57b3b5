import { Body, Delete, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { forcedChangeQuery } from '../http/problem-details/dry-run-query.js';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { newSecret } from '../http/problem-details/secret-fields.js';
import { CredentialUseCases } from '../management/credentials/credential-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { credentialAnswer, newSecretAnswer } from './change-answers.js';
import { contractPolicyInput, newRegisteredKey } from './credential-fields.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/credentials/:clientId`: a client id, its secrets and its contracts. */
@AdminRoutes('credentials/:clientId')
export class CredentialsController {
  constructor(
    private readonly credentials: CredentialUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async show(@Param('clientId') clientId: string): Promise<RouteResponse> {
    return credentialAnswer.toBody(await this.credentials.show.run(clientId));
  }

  @Post('revoke')
  @HttpCode(200)
  @RequireScope('access:write')
  revoke(
    @Req() request: AdminRequest,
    @Param('clientId') clientId: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.change(request, this.credentials.revoke, clientId, credentialAnswer);
  }

  @Post('secrets')
  @RequireScope('accounts:write')
  addSecret(
    @Req() request: AdminRequest,
    @Param('clientId') clientId: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { clientSecret, ...input } = parseInput(newSecret, body);
    const whole = { ...input, clientId, ...(clientSecret && { secret: clientSecret }) };
    return this.changes.change(request, this.credentials.rotateSecret, whole, newSecretAnswer);
  }

  @Delete('secrets/:secretId')
  @RequireScope('access:write')
  revokeSecret(
    @Req() request: AdminRequest,
    @Param() { clientId, secretId }: { clientId: string; secretId: string },
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    const { force } = parseInput(forcedChangeQuery, query);
    return this.changes.change(
      request,
      this.credentials.revokeSecret,
      { clientId, secretId, force },
      credentialAnswer,
    );
  }

  @Post('keys')
  @RequireScope('accounts:write')
  registerKey(
    @Req() request: AdminRequest,
    @Param('clientId') clientId: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { tlsClientAuthSubjectDn: subjectDn, ...keys } = parseInput(newRegisteredKey, body);
    const whole = { clientId, ...keys, ...(subjectDn !== undefined && { subjectDn }) };
    return this.changes.change(request, this.credentials.registerKey, whole, {
      toBody: ({ credential, notes, account: { version } }) => ({
        body: { ...credential, notes },
        version,
      }),
    });
  }

  @Post('contracts')
  @HttpCode(200)
  @RequireScope('accounts:write')
  setContractPolicy(
    @Req() request: AdminRequest,
    @Param('clientId') clientId: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const decision = parseInput(contractPolicyInput, body);
    return this.changes.change(
      request,
      this.credentials.setContractPolicy,
      { clientId, ...decision },
      credentialAnswer,
    );
  }
}
