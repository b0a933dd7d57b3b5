import { Injectable } from '@nestjs/common';
import { WaitsForApproval } from '../core/approvals/approval-needed.js';
import { DryRun } from '../core/shared/dry-run.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { pendingApprovalBody, PendingApprovalReplay } from '../http/problem-details/approval-body.js';
import { ProblemDetailsResponder } from '../http/problem-details/problem-details-responder.js';
import { adminPath } from './admin-routes.js';

/** Error responses of the admin API. */
@Injectable()
export class AdminErrorResponder extends ProblemDetailsResponder {
  override readonly prefix = `/${adminPath}/`;
  protected override readonly tokenWanted =
    'use a token that an operator got at this listener, with the certificate that it was issued for';

  /**
   * A dry run, and a change that waits for approval, are answered here, because every route has a status, body and version for the change
   * itself.
   */
  override respond(thrown: unknown, request: HttpRequest, reply: HttpReply): void {
    if (thrown instanceof DryRun) void reply.status(200).send({ dryRun: true, ...thrown.effect });
    else if (thrown instanceof WaitsForApproval) void reply.status(202).send(pendingApprovalBody(thrown));
    else if (thrown instanceof PendingApprovalReplay)
      void reply.status(202).header('Idempotency-Replayed', 'true').send(thrown.body);
    else super.respond(thrown, request, reply);
  }
}
