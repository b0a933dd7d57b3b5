import { Injectable } from '@nestjs/common';
import { type ChangeAnswer, ChangeHandler } from '../http/problem-api/change-handler.js';
import type { RouteAnswer } from '../http/problem-api/route-answer.js';
import { actorOf } from '../management/audit/record-refused-request.js';
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
    answer: ChangeAnswer<Result>,
  ): Promise<RouteAnswer> {
    const actor = actorOf(request.user);
    return this.handler.handle(
      request,
      (context) => this.executor.execute({ ...context, actor }, useCase, input),
      answer,
    );
  }
}
