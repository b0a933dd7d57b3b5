import { Injectable } from '@nestjs/common';
import { ChangeHandler, type ChangeResponse } from '../http/problem-details/change-handler.js';
import { refuseQuery } from '../http/problem-details/dry-run-query.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { actorOf } from '../management/audit/actor-of.js';
import { OwnAccountExecutor } from '../management/own-account-executor.js';
import type { OwnAccountUseCase } from '../management/use-case.js';
import type { SelfServiceRequest } from './self-service-routes.js';

/** Executes the changes that merchants request over HTTP: on their own account, in its name. */
@Injectable()
export class MerchantChanges {
  constructor(
    private readonly executor: OwnAccountExecutor,
    private readonly handler: ChangeHandler,
  ) {}

  change<Input, Result>(
    request: SelfServiceRequest,
    useCase: OwnAccountUseCase<Input, Result>,
    input: Input,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    refuseQuery(request);
    const { user } = request;
    const actor = actorOf(user);
    return this.handler.handle(
      request,
      (context) =>
        this.executor.execute({ ...context, actor, managesOperators: false }, user.owner, useCase, input),
      answer,
    );
  }
}
