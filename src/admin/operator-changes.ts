import { Injectable } from '@nestjs/common';
import { ChangeHandler, type ChangeResponse } from '../http/problem-details/change-handler.js';
import { isDryRun } from '../http/problem-details/dry-run-query.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { actorOf } from '../management/audit/actor-of.js';
import { Executor } from '../management/executor.js';
import type { UseCase } from '../management/use-case.js';
import type { AdminRequest } from './admin-routes.js';

/** Executes the changes that operators request over HTTP, in their name. */
@Injectable()
export class OperatorChanges {
  constructor(
    private readonly executor: Executor,
    private readonly handler: ChangeHandler,
  ) {}

  change<Input, Result>(
    request: AdminRequest,
    useCase: UseCase<Input, Result>,
    input: Input,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    const actor = actorOf(request.user);
    const { managesOperators } = request.user;
    const dryRun = isDryRun(request);
    return this.handler.handle(
      request,
      (context) => this.executor.execute({ ...context, actor, managesOperators, dryRun }, useCase, input),
      answer,
    );
  }
}
