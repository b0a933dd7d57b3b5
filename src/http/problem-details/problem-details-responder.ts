import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { Refusal } from '../../core/refusals/refusal.js';
import { DocumentationLinks } from '../../core/shared/documentation-links.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { BearerTokenError } from '../../core/tokens/bearer-token-error.js';
import { type ErrorResponder, ErrorResponders } from '../error-responders.js';
import { refusalOf } from '../framework-errors.js';
import type { HttpReply, HttpRequest } from '../http-messages.js';
import { InvalidJsonBody } from '../invalid-json-body.js';
import { OutcomeLog } from '../outcome-log.js';
import { InvalidRequest } from './invalid-request.js';
import {
  ofBearerTokenError,
  ofInvalidJsonBody,
  ofInvalidRequest,
  ofManagement,
  ofRefusal,
  type Problem,
} from './problem.js';
import { sendProblem } from './send-problem.js';

/**
 * Answers the errors of the management APIs in the form of RFC 9457, and notes the reason in the
 * outcome log.
 *
 * This folder owns what the admin API and the account API share: reading input, problem details,
 * pages, idempotency keys and preconditions. It must never repeat a value of a body or a query in
 * an error: people paste secrets anywhere.
 */
@Injectable()
export abstract class ProblemDetailsResponder implements ErrorResponder, OnModuleInit {
  abstract readonly prefix: string;
  /** Which token is accepted here, as told to a client that sent another. */
  protected abstract readonly tokenWanted: string;

  constructor(
    private readonly responders: ErrorResponders,
    private readonly outcomes: OutcomeLog,
    private readonly links: DocumentationLinks,
  ) {}

  onModuleInit(): void {
    this.responders.add(this);
  }

  respond(thrown: unknown, request: HttpRequest, reply: HttpReply): void {
    sendProblem(this.toProblem(thrown, request), { request, reply, links: this.links });
  }

  /** Who reads this API is an operator, unless it says otherwise. */
  protected messageOf(error: ManagementError): string {
    return error.message;
  }

  private toProblem(thrown: unknown, request: HttpRequest): Problem {
    if (thrown instanceof ManagementError) {
      this.outcomes.note(request, { outcome: thrown.code, detail: thrown.message });
      return ofManagement(thrown, this.messageOf(thrown));
    }
    if (thrown instanceof InvalidRequest) {
      this.outcomes.note(request, { outcome: 'invalid', detail: thrown.recorded });
      return ofInvalidRequest(thrown);
    }
    if (thrown instanceof BearerTokenError) {
      this.outcomes.note(request, { outcome: thrown.code, detail: thrown.privateDetail });
      return ofBearerTokenError(thrown, this.tokenWanted);
    }
    return this.refused(refusalOf(thrown, request), request);
  }

  private refused(refusal: Refusal, request: HttpRequest): Problem {
    const { reason, privateDetail: detail, cause } = refusal;
    this.outcomes.note(request, { outcome: reason, detail, cause });
    return refusal instanceof InvalidJsonBody ? ofInvalidJsonBody(refusal) : ofRefusal(refusal);
  }
}
