import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { Refusal } from '../core/refusals/refusal.js';
import { RefusalLog } from '../core/refusals/refusal-log.js';
import { DocumentationLinks } from '../core/shared/documentation-links.js';
import { ErrorResponders } from '../http/error-responders.js';
import { refusalOf } from '../http/framework-errors.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { schemeOf } from '../http/trust/authorization.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';
import { type Contract, Contracts } from './contract.js';

/**
 * Answers every request that failed, whatever threw and however early: the refusal is recorded
 * once, the log gets its cause, and the client gets the error response of the contract, or of the
 * problem-details API, to which the path belongs.
 */
@Catch()
export class AllExceptionsFilter implements ExceptionFilter {
  constructor(
    private readonly contracts: Contracts,
    private readonly proxy: TrustedProxy,
    private readonly refusals: RefusalLog,
    private readonly outcomes: OutcomeLog,
    private readonly responders: ErrorResponders,
    private readonly links: DocumentationLinks,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.respond(thrown, http.getRequest<HttpRequest>(), http.getResponse<HttpReply>());
  }

  /** Also handles what the framework throws before it knows a route. */
  respond(thrown: unknown, request: HttpRequest, reply: HttpReply): void {
    const [path = '/'] = request.url.split('?');
    const responder = this.responders.of(path);
    if (responder) {
      responder.respond(thrown, request, reply);
      return;
    }
    const route = this.contracts.routeOf(path);
    const refusal = refusalOf(thrown, request, { route, endpoints: this.contracts.endpoints });
    const contract = this.contracts.of(path);
    this.noteRefusal(request, route, contract, refusal);
    const scheme = schemeOf(request);
    const { status, headers, body } = contract.errorResponse(refusal, request.id, scheme, this.links);
    void reply.status(status).headers(headers).send(body);
  }

  private noteRefusal(request: HttpRequest, route: string, contract: Contract, refusal: Refusal): void {
    const { reason, privateDetail: detail, subject } = refusal;
    const source = this.proxy.sourceIfAny(request);
    const recorded = source !== null && contract.pathsWithRecordedRefusals.includes(route);
    this.outcomes.note(request, {
      ...(recorded && { contract: contract.name }),
      ...(source && { listener: source.listener }),
      outcome: reason,
      detail,
      clientId: subject.clientId,
      cause: refusal.cause,
    });
    if (!recorded) return;
    const { requestId, listener, address } = source;
    this.refusals.note({
      requestId,
      listener,
      address,
      contract: contract.name,
      reason,
      detail,
      ...subject,
    });
  }
}
