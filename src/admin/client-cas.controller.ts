import { Body, Delete, Get, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { forcedChangeQuery } from '../http/problem-details/dry-run-query.js';
import { noInput } from '../http/problem-details/no-input.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { ClientCaUseCases } from '../management/client-cas/client-ca-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { addedClientCasAnswer, plainAnswer } from './change-answers.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';
import { withAccountNames } from './with-account-names.js';

/** Authorities in PEM: one, or all of a chain. */
export const newClientCas = z.strictObject({ pem: z.string() });

/**
 * `/api/admin/client-cas`: the authorities whose client certificates NGINX accepts. The file that
 * NGINX reads is written at the command line.
 */
@AdminRoutes('client-cas')
export class ClientCasController {
  constructor(
    private readonly clientCas: ClientCaUseCases,
    private readonly accounts: AccountUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    parseInput(noInput, query);
    const { clientCas } = await this.clientCas.list.run();
    return { body: { items: clientCas, nextCursor: null } };
  }

  @Post()
  @RequireScope('client-cas:write')
  add(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    const input = parseInput(newClientCas, body);
    return this.changes.change(request, this.clientCas.add, input, addedClientCasAnswer);
  }

  /** Shows an authority and the linked certificates that its removal would affect. */
  @Get(':fingerprint')
  @RequireScope('admin:read')
  async show(@Param('fingerprint') fingerprint: string): Promise<RouteResponse> {
    const { clientCa, affectedCertificates } = await this.clientCas.check.run(fingerprint);
    const names = await this.accounts.names.run(affectedCertificates.flatMap(({ accounts }) => accounts));
    return withAccountNames({ body: { ...clientCa, affectedCertificates } }, names);
  }

  @Delete(':fingerprint')
  @RequireScope('client-cas:write')
  remove(
    @Req() request: AdminRequest,
    @Param('fingerprint') fingerprint: string,
    @Query() query: unknown,
  ): Promise<RouteResponse> {
    const { force } = parseInput(forcedChangeQuery, query);
    return this.changes.change(request, this.clientCas.remove, { fingerprint, force }, plainAnswer);
  }
}
