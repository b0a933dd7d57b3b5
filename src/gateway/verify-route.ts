import { Injectable, type OnModuleInit } from '@nestjs/common';
import { VerificationMeter } from '../core/verification-meter.js';
import { ClientCertificates } from '../edge/client-certificate.js';
import type { HttpReply, HttpRequest } from '../edge/http.js';
import { OutcomeLog } from '../edge/outcome-log.js';
import { PlainRoutes } from '../edge/plain-routes.js';
import { GatewayWing } from './gateway-wing.js';
import { originalRequestOf } from './original-request.js';
import { type PassedRequest, VerifyRequest } from './verify-request.js';

/** What NGINX asks before it passes a request to a protected API. Only the gateway door leads here (`src/edge/hop.ts`). */
@Injectable()
export class VerifyRoute implements OnModuleInit {
  constructor(
    private readonly routes: PlainRoutes,
    private readonly certificates: ClientCertificates,
    private readonly verification: VerifyRequest,
    private readonly meter: VerificationMeter,
    private readonly outcomes: OutcomeLog,
    private readonly wing: GatewayWing,
  ) {}

  onModuleInit(): void {
    this.routes.get('/internal/verify', (request, reply) => {
      this.answer(request, reply);
    });
  }

  private answer(request: HttpRequest, reply: HttpReply): void {
    try {
      const passed = this.verification.run({
        original: originalRequestOf(request),
        certificate: this.certificates.presentedIn(request),
      });
      this.meter.count('passed');
      // NGINX writes a line of each request that it passes on; ours would say the same.
      this.outcomes.note(request, { quiet: true, clientId: passed.token.clientId, tokenId: passed.token.id });
      void reply.status(204).headers(identityOf(passed)).send();
    } catch (reason) {
      this.wing.end(reason, request, reply);
    }
  }
}

/** Who it is, for the API. NGINX sets these headers over the client's own, also with nothing. */
const identityOf = ({ token, rule }: PassedRequest): Readonly<Record<string, string>> => ({
  'X-Account-Id': token.accountId,
  'X-Client-Id': token.clientId,
  'X-Scope': token.scopes.join(' '),
  'X-Token-Id': token.id,
  'X-Certificate-Fingerprint': token.boundTo ?? '',
  'X-Portaria-Route': `${rule.method} ${asHeader(rule.path)}`,
});

/** A parameter may be called as its author likes, and a header has printable ASCII alone. */
const asHeader = (path: string): string => path.replace(/[^\x20-\x7e]/gu, '?');
