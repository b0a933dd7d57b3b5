import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PresentedCertificate } from '../core/certificates/certificate.js';
import { AuthRequestMeter } from '../core/tokens/auth-request-meter.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import { type ErrorResponder, ErrorResponders } from '../http/error-responders.js';
import { refusalOf } from '../http/framework-errors.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import {
  type AuthRequestResponse,
  challengeFor,
  pageOf,
  responseToRefusal,
  responseToTokenError,
} from './auth-request-responses.js';
import { RefusedTokenRecorder } from './refused-token-recorder.js';
import { RouteTokenError } from './route-token-error.js';

/**
 * Answers a question of NGINX when the request may not pass. The answer has no body: NGINX builds
 * the client's answer from these headers.
 *
 * Must never record anything itself, because anyone may send as many bad tokens as they like:
 * `RefusedTokenRecorder` records what is known, with a limit.
 */
@Injectable()
export class AuthRequestErrorResponder implements ErrorResponder, OnModuleInit {
  readonly prefix = '/internal/';

  constructor(
    private readonly responders: ErrorResponders,
    private readonly outcomes: OutcomeLog,
    private readonly meter: AuthRequestMeter,
    private readonly refusedTokens: RefusedTokenRecorder,
  ) {}

  onModuleInit(): void {
    this.responders.add(this);
  }

  respond(
    thrown: unknown,
    request: HttpRequest,
    reply: HttpReply,
    certificate: PresentedCertificate | null = null,
  ): void {
    this.refusedTokens.note(thrown, request, certificate);
    if (thrown instanceof BearerTokenError) {
      const { code, privateDetail: detail } = thrown;
      const reason = thrown instanceof RouteTokenError ? thrown.reason : null;
      // A request without a token gets no log line here, because NGINX writes one.
      this.outcomes.note(request, { outcome: reason ?? code, detail, quiet: code === 'token_missing' });
      const response = responseToTokenError(thrown);
      this.meter.count(reason ?? response.outcome);
      this.answer(reply, response, {
        'X-Portaria-Refusal': pageOf(thrown, response),
        'X-Portaria-Challenge': challengeFor(thrown),
      });
      return;
    }
    const { reason, privateDetail: detail, cause, publicDetail } = refusalOf(thrown, request);
    this.outcomes.note(request, { outcome: reason, detail, cause });
    const response = responseToRefusal(reason);
    this.meter.count(response.outcome);
    this.answer(reply, response, publicDetail.allow && { 'X-Portaria-Allow': publicDetail.allow.join(', ') });
  }

  private answer(
    reply: HttpReply,
    { status, outcome }: AuthRequestResponse,
    more: Readonly<Record<string, string>> = {},
  ): void {
    void reply
      .status(status)
      .headers({ 'X-Portaria-Refusal': outcome, ...more })
      .send();
  }
}
