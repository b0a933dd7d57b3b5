import { Body, Post, Req } from '@nestjs/common';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { OnboardingUseCases } from '../management/onboarding/onboarding-use-cases.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { operatorAnswer } from './change-answers.js';
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
    return this.changes.change(request, this.onboarding.createOperator, input, operatorAnswer);
  }
}
