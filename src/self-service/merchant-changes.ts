import { Injectable } from '@nestjs/common';
import type { Caller } from '../core/audit/operation.js';
import { ChangeHandler, type ChangeResponse } from '../http/problem-details/change-handler.js';
import { refuseQuery } from '../http/problem-details/dry-run-query.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { actorOf } from '../management/audit/actor-of.js';
import { OwnAccountExecutor } from '../management/own-account-executor.js';
import type { OwnAccountRevocation, OwnAccountUseCase } from '../management/use-case.js';
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
    const { context } = request.user;
    return this.handle(request, (caller) => this.executor.execute(caller, context, useCase, input), answer);
  }

  /** Executes a change that only takes away: the account's daily limit does not keep from it. */
  revoke<Input, Result>(
    request: SelfServiceRequest,
    useCase: OwnAccountRevocation<Input, Result>,
    input: Input,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    const { context } = request.user;
    return this.handle(request, (caller) => this.executor.revoke(caller, context, useCase, input), answer);
  }

  private handle<Result>(
    request: SelfServiceRequest,
    change: (caller: Caller) => Promise<Result>,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    refuseQuery(request);
    const actor = actorOf(request.user);
    return this.handler.handle(
      request,
      // Their own account alone, whatever it is.
      (context) => change({ ...context, actor, managesOperators: false, managesResourceServers: true }),
      answer,
    );
  }
}
