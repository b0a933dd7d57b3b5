import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ManagementError } from '../core/management-error.js';
import { Refusal } from '../core/refusal.js';
import { TokenRefusal } from '../core/token-refusal.js';
import { refusalOf } from '../edge/framework-errors.js';
import type { HttpReply, HttpRequest } from '../edge/http.js';
import { OutcomeLog } from '../edge/outcome-log.js';
import { type Wing, Wings } from '../edge/wings.js';
import { adminPath } from './admin-routes.js';
import { InvalidRequest } from './invalid-request.js';
import { ofInvalidRequest, ofManagement, ofRefusal, ofToken, type Problem } from './problem.js';

/** Titles are the statuses' own: `about:blank` says that there is no more to the type, RFC 9457 section 4.2.1. */
const titles: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  503: 'Service Unavailable',
};

/** Where a request to the admin wing ends that got no answer: the log hears why, the operator reads it in RFC 9457's form. */
@Injectable()
export class AdminWing implements Wing, OnModuleInit {
  readonly prefix = `/${adminPath}/`;

  constructor(
    private readonly wings: Wings,
    private readonly outcomes: OutcomeLog,
  ) {}

  onModuleInit(): void {
    this.wings.add(this);
  }

  end(thrown: unknown, request: HttpRequest, reply: HttpReply): void {
    const { status, headers, code, detail, errors } = this.understood(thrown, request);
    void reply
      .status(status)
      .headers({ ...headers, 'Content-Type': 'application/problem+json; charset=utf-8' })
      .send(
        // As bytes of our own: Fastify's serialiser knows application/json alone.
        JSON.stringify({
          type: 'about:blank',
          title: titles[status] ?? 'Internal Server Error',
          ...{ status, detail, code, requestId: request.id },
          ...(errors && { errors }),
        }),
      );
  }

  private understood(thrown: unknown, request: HttpRequest): Problem {
    if (thrown instanceof ManagementError) {
      this.outcomes.note(request, { code: thrown.code, detail: thrown.message });
      return ofManagement(thrown);
    }
    if (thrown instanceof InvalidRequest) {
      this.outcomes.note(request, { code: 'invalid', detail: thrown.message });
      return ofInvalidRequest(thrown);
    }
    if (thrown instanceof TokenRefusal) {
      this.outcomes.note(request, { code: thrown.code, detail: thrown.privateDetail });
      return ofToken(thrown);
    }
    return this.refused(refusalOf(thrown, request), request);
  }

  private refused(refusal: Refusal, request: HttpRequest): Problem {
    const { code, privateDetail: detail, cause } = refusal;
    this.outcomes.note(request, { code, detail, cause });
    return ofRefusal(refusal);
  }
}
