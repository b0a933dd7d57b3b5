import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { PresentedCertificate } from '../core/certificates/certificate.js';
import { AuthRequestMeter } from '../core/tokens/auth-request-meter.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { ClientCertificates } from '../http/trust/client-certificate.js';
import { UnguardedRoutes } from '../http/unguarded-routes.js';
import { type AllowedRequest, AuthRequestDecider } from './auth-request.js';
import { AuthRequestErrorResponder } from './auth-request-error-responder.js';
import { originalRequestOf } from './original-request.js';

/**
 * The route that NGINX calls before it passes a request to a protected API. Only the gateway
 * listener leads here (`src/http/trust/trusted-proxy.ts`).
 */
@Injectable()
export class AuthRequestRoute implements OnModuleInit {
  constructor(
    private readonly routes: UnguardedRoutes,
    private readonly certificates: ClientCertificates,
    private readonly decider: AuthRequestDecider,
    private readonly meter: AuthRequestMeter,
    private readonly outcomes: OutcomeLog,
    private readonly responder: AuthRequestErrorResponder,
  ) {}

  onModuleInit(): void {
    this.routes.get('/internal/verify', (request, reply) => {
      this.answer(request, reply);
    });
  }

  private answer(request: HttpRequest, reply: HttpReply): void {
    let certificate: PresentedCertificate | null = null;
    try {
      certificate = this.certificates.presentedIn(request);
      const passed = this.decider.run({ original: originalRequestOf(request), certificate });
      this.meter.count('passed');
      // NGINX writes a log line for each request that it passes on; a line here would say the same.
      this.outcomes.note(request, { quiet: true, clientId: passed.token.clientId, tokenId: passed.token.id });
      void reply.status(204).headers(identityOf(passed)).send();
    } catch (reason) {
      this.responder.respond(reason, request, reply, certificate);
    }
  }
}

/**
 * Builds the headers that tell the API who the client is. NGINX sets them over the client's own
 * headers, even when the value is empty.
 */
const identityOf = ({ token, rule }: AllowedRequest): Readonly<Record<string, string>> => ({
  'X-Account-Id': token.accountId,
  'X-Client-Id': token.clientId,
  'X-Scope': token.scopes.join(' '),
  'X-Token-Id': token.id,
  'X-Certificate-Fingerprint': token.boundTo ?? '',
  'X-Portaria-Route': `${rule.method} ${asHeader(rule.path)}`,
});

/**
 * Replaces characters that a header must not have: the author of a document may give a parameter
 * any name, and a header may contain printable ASCII only.
 */
const asHeader = (path: string): string => path.replace(/[^\x20-\x7e]/gu, '?');
