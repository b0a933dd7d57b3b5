import { Body, Post, Req } from '@nestjs/common';
import { withRole } from '../core/accounts/operator-role.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { withoutSecret, withSecret } from '../http/problem-details/secret-body.js';
import type { CreatedOperator } from '../management/onboarding/create-operator.js';
import { OnboardingUseCases } from '../management/onboarding/onboarding-use-cases.js';
import { adminPath, type AdminRequest, AdminRoutes } from './admin-routes.js';
import { toLinkBody, toSignedBody } from './certificate-bodies.js';
import { toHandOverZipBody, toRepeatedHandOverZipBody } from './hand-over-zip-body.js';
import { OperatorChanges } from './operator-changes.js';
import { newOperator, operatorInputOf } from './operator-fields.js';
import { RequireScope } from './require-scope.js';

/** `/api/admin/operators`: an operator with account, credential and certificate, all of it or nothing. */
@AdminRoutes('operators')
export class OperatorsController {
  constructor(
    private readonly onboarding: OnboardingUseCases,
    private readonly changes: OperatorChanges,
  ) {}

  @Post()
  @RequireScope('admin:write')
  create(@Req() request: AdminRequest, @Body() body: unknown): Promise<RouteResponse> {
    const input = operatorInputOf(parseInput(newOperator, body));
    return this.changes.change(request, this.onboarding.createOperator, input, {
      toBody: (created) => ({
        body: {
          account: withRole(created.account),
          ...withSecret(created.credential, created.secret),
          certificate: created.handOver ? toHandOverZipBody(created.handOver) : certificateOf(created),
        },
        version: created.account.version,
      }),
      toRepeatBody: (created) => ({
        body: {
          account: withRole(created.account),
          ...withoutSecret(created.credential, created.secret, adminPath),
          certificate: created.handOver
            ? toRepeatedHandOverZipBody(created.handOver)
            : certificateOf(created),
        },
        version: created.account.version,
      }),
    });
  }
}

/** As the route for that certificate alone answers. */
const certificateOf = ({ certificate, signed }: CreatedOperator): object =>
  signed ? toSignedBody(signed) : toLinkBody(certificate);
