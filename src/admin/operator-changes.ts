import { Injectable } from '@nestjs/common';
import type { Caller } from '../core/audit/operation.js';
import type { TokenId } from '../core/shared/ids.js';
import { ChangeHandler, type ChangeResponse } from '../http/problem-details/change-handler.js';
import { isDryRun } from '../http/problem-details/dry-run-query.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { ApprovalExecutor } from '../management/approvals/approval-executor.js';
import type { OperatorCaller } from '../management/approvals/operator-caller.js';
import { actorOf } from '../management/audit/actor-of.js';
import { Executor } from '../management/executor.js';
import type { UseCase } from '../management/use-case.js';
import type { AdminRequest } from './admin-routes.js';

/** Executes the changes that operators request over HTTP, in their name. */
@Injectable()
export class OperatorChanges {
  constructor(
    private readonly executor: Executor,
    private readonly approvals: ApprovalExecutor,
    private readonly handler: ChangeHandler,
  ) {}

  change<Input, Result>(
    request: AdminRequest,
    useCase: UseCase<Input, Result>,
    input: Input,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    return this.handle(
      request,
      request.user,
      (caller) => this.approvals.execute({ ...caller, ...decidingAs(request) }, useCase, input),
      answer,
    );
  }

  /** Executes a decision about a change that waits for approval: it does not wait itself. */
  decide<Result>(
    request: AdminRequest,
    decide: (caller: OperatorCaller, execute: Executor) => Promise<Result>,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    return this.handle(
      request,
      request.user,
      (caller) => decide({ ...caller, ...decidingAs(request) }, this.executor),
      answer,
    );
  }

  /**
   * Executes what every operator may do to their own session, whatever the scopes of the token: ending it needs none, as
   * at `/oauth/revoke` (RFC 7009).
   */
  changeOwnSession<Result>(
    request: AdminRequest,
    useCase: UseCase<{ readonly tokenId: TokenId }, Result>,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    const input = { tokenId: request.user.token.id };
    const rights = { managesOperators: true, managesResourceServers: true };
    return this.handle(request, rights, (caller) => this.executor.execute(caller, useCase, input), answer);
  }

  private handle<Result>(
    request: AdminRequest,
    { managesOperators, managesResourceServers }: Pick<Caller, 'managesOperators' | 'managesResourceServers'>,
    change: (caller: Caller) => Promise<Result>,
    answer: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    const actor = actorOf(request.user);
    const dryRun = isDryRun(request);
    return this.handler.handle(
      request,
      (context) => change({ ...context, actor, managesOperators, managesResourceServers, dryRun }),
      answer,
    );
  }
}

const decidingAs = ({
  user: { accountId, clientId, certificateFingerprint: certificate, scopes, assertStillAllowed },
}: AdminRequest): Pick<OperatorCaller, 'identity' | 'scopes' | 'assertStillAllowed'> => ({
  identity: { accountId, clientId, certificate },
  scopes,
  assertStillAllowed,
});
