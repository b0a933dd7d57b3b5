import { Body, Get, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import { type Approval, approvalStates } from '../core/approvals/approval.js';
import { ManagementError } from '../core/shared/management-error.js';
import { approvalBody } from '../http/problem-details/approval-body.js';
import type { ChangeResponse } from '../http/problem-details/change-handler.js';
import { noInput } from '../http/problem-details/no-input.js';
import { pageFields, pageResponse } from '../http/problem-details/page.js';
import { parseInput } from '../http/problem-details/parse-input.js';
import type { RouteResponse } from '../http/problem-details/route-response.js';
import { ApprovalUseCases } from '../management/approvals/approval-use-cases.js';
import type { ApprovedChange } from '../management/approvals/approve-request.js';
import { type AdminRequest, AdminRoutes } from './admin-routes.js';
import { ApprovableChanges } from './approvable-changes.js';
import { OperatorChanges } from './operator-changes.js';
import { RequireScope } from './require-scope.js';

export const approvalsQuery = z.strictObject({
  state: z.enum(approvalStates).exactOptional(),
  ...pageFields,
});
export const rejection = z.strictObject({ reason: z.string() });

const decidedAnswer: ChangeResponse<Approval> = { toBody: (approval) => ({ body: approvalBody(approval) }) };

/** `/api/admin/approvals`: changes that a second operator approves. */
@AdminRoutes('approvals')
export class ApprovalsController {
  constructor(
    private readonly approvals: ApprovalUseCases,
    private readonly changes: OperatorChanges,
    private readonly approvable: ApprovableChanges,
  ) {}

  /** Lists the requests, newest first, and says whether changes wait at all. */
  @Get()
  @RequireScope('admin:read')
  async list(@Query() query: unknown): Promise<RouteResponse> {
    const { limit, cursor: before, ...filter } = parseInput(approvalsQuery, query);
    const found = await this.approvals.list.run({ ...filter, before, limit: limit + 1 });
    const pendingCount = await this.approvals.countPending.run();
    const { body } = pageResponse(found, limit, ({ id }) => id, approvalBody);
    return { body: { ...body, enabled: this.approvals.isOn, pendingCount } };
  }

  @Get(':approval')
  @RequireScope('admin:read')
  async show(@Param('approval') id: string): Promise<RouteResponse> {
    return { body: approvalBody(await this.approvals.show.run(id)) };
  }

  /** Makes the change. The caller needs the scope of the change, which is another for each kind. */
  @Post(':approval/approve')
  @HttpCode(200)
  @RequireScope('admin:read')
  async approve(
    @Req() request: AdminRequest,
    @Param('approval') id: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    const approval = await this.approvals.show
      .run(id)
      .catch((error: unknown) => this.refuse(request, id, error));
    const change = this.approvable.find(approval.action);
    if (!change) return this.refuse(request, id, unknownChange());
    return change.use(({ useCase, inputOf, answer }) => {
      const input = readInput(approval, inputOf);
      if (input === null) return this.refuse(request, id, unknownChange());
      return this.changes.decide(
        request,
        (caller, executor) => {
          // Of the account that the change is about; the caller read the request, and it has its own.
          if (caller.expectedVersion !== null) throw hasOwnVersion();
          const approving = this.approvals.approve(approval, useCase, caller);
          return executor.execute({ ...caller, expectedVersion: approval.version }, approving, input.value);
        },
        answerOfApproved(answer),
      );
    });
  }

  @Post(':approval/reject')
  @HttpCode(200)
  @RequireScope('admin:read')
  reject(
    @Req() request: AdminRequest,
    @Param('approval') id: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    const { reason } = parseInput(rejection, body);
    return this.changes.decide(
      request,
      (caller, executor) => executor.execute(caller, this.approvals.reject, { id, caller, reason }),
      decidedAnswer,
    );
  }

  @Post(':approval/withdraw')
  @HttpCode(200)
  @RequireScope('admin:read')
  withdraw(
    @Req() request: AdminRequest,
    @Param('approval') id: string,
    @Body() body: unknown,
  ): Promise<RouteResponse> {
    parseInput(noInput, body);
    return this.changes.decide(
      request,
      (caller, executor) => executor.execute(caller, this.approvals.withdraw, { id, caller }),
      decidedAnswer,
    );
  }

  /** Refuses to approve, and records it. */
  private refuse(request: AdminRequest, id: string, why: unknown): Promise<never> {
    if (!(why instanceof ManagementError)) throw why;
    const refusing = this.approvals.refuseToApprove(why);
    return this.changes
      .decide(request, (caller, executor) => executor.execute(caller, refusing, id), {
        toBody: (never) => never,
      })
      .then(() => {
        throw why;
      });
  }
}

const readInput = <Input>(
  { input }: Approval,
  inputOf: (stored: unknown) => Input,
): { readonly value: Input } | null => {
  try {
    return { value: inputOf(JSON.parse(input)) };
  } catch {
    return null;
  }
};

/** The answer of the change itself is in `result`. */
const answerOfApproved = <Result>({
  toBody,
  toRepeatBody = toBody,
}: ChangeResponse<Result>): ChangeResponse<ApprovedChange<Result>> => {
  const around =
    (present: (result: Result) => RouteResponse) =>
    ({ approval, result }: ApprovedChange<Result>): RouteResponse => {
      const { body, ...rest } = present(result);
      return { ...rest, body: { approval: approvalBody(approval), result: body } };
    };
  return { toBody: around(toBody), toRepeatBody: around(toRepeatBody) };
};

const unknownChange = (): ManagementError =>
  new ManagementError(
    'conflict',
    'approval: this release does not know such a request. Ask for the change again',
    'approval',
  );

const hasOwnVersion = (): ManagementError =>
  new ManagementError(
    'invalid',
    'expected version: the request has the version of the account from when it was asked for. Leave it out',
    'expected version',
  );
