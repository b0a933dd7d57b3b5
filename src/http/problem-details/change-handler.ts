import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { WaitsForApproval } from '../../core/approvals/approval-needed.js';
import { emptyRequestContext, type RequestContext } from '../../core/audit/operation.js';
import { type IdempotencyKey, IdempotentReplay } from '../../core/shared/idempotency.js';
import { RequestDigester } from '../../core/shared/request-digester.js';
import type { HttpRequest } from '../http-messages.js';
import { TrustedProxy } from '../trust/trusted-proxy.js';
import { pendingApprovalBody, PendingApprovalReplay } from './approval-body.js';
import { expectedVersion, idempotencyKey } from './preconditions.js';
import type { RouteResponse } from './route-response.js';

/** How a route answers a change. */
export interface ChangeResponse<Result> {
  readonly toBody: (result: Result) => RouteResponse;
  /** The answer to a repeat; left out: the same. Never a secret: it is kept. */
  readonly toRepeatBody?: (result: Result) => RouteResponse;
}

const recordedAnswer = z.object({ body: z.unknown(), version: z.number().exactOptional() });

const pendingApproval = z.strictObject({ waiting: z.looseObject({}) });

/** A change that waits for approval is kept as its request: not as what the route answers to the change itself. */
const withPendingApproval =
  (outcomeOf: IdempotencyKey['outcomeOf']): IdempotencyKey['outcomeOf'] =>
  (result) =>
    result instanceof WaitsForApproval ? { waiting: pendingApprovalBody(result) } : outcomeOf(result);

/** Handles requests for a change: reads `If-Match` and `Idempotency-Key`, and answers repeats. */
@Injectable()
export class ChangeHandler {
  constructor(
    private readonly digester: RequestDigester,
    private readonly proxy: TrustedProxy,
  ) {}

  /** A repeat under the same key is answered as the first request was. */
  async handle<Result>(
    request: HttpRequest,
    change: (context: RequestContext) => Promise<Result>,
    { toBody, toRepeatBody = toBody }: ChangeResponse<Result>,
  ): Promise<RouteResponse> {
    try {
      return toBody(await change(this.contextOf(request, toRepeatBody)));
    } catch (error) {
      if (!(error instanceof IdempotentReplay)) throw error;
      const waiting = pendingApproval.safeParse(error.outcome);
      if (waiting.success) throw new PendingApprovalReplay(waiting.data.waiting);
      return { ...recordedAnswer.parse(error.outcome), replayed: true };
    }
  }

  private contextOf(request: HttpRequest, outcomeOf: IdempotencyKey['outcomeOf']): RequestContext {
    const { requestId, address } = this.proxy.sourceOf(request);
    // The answer to a GET may be had again: the key is not for it, and bytes could not be kept.
    const key = request.method === 'GET' ? null : idempotencyKey(request);
    const idempotency =
      key === null
        ? null
        : { key, requestDigest: this.digestOf(request), outcomeOf: withPendingApproval(outcomeOf) };
    return {
      ...emptyRequestContext,
      requestId,
      address,
      expectedVersion: expectedVersion(request),
      idempotency,
    };
  }

  private digestOf({ method, url, body }: HttpRequest): string {
    return this.digester.digest(JSON.stringify([method, url, body ?? null]));
  }
}
