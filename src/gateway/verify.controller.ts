import { Controller, Get, HttpCode, Req, Res } from '@nestjs/common';
import { VerificationMeter } from '../core/verification-meter.js';
import { ClientCertificates } from '../edge/client-certificate.js';
import type { HttpReply, HttpRequest } from '../edge/http.js';
import { OutcomeLog } from '../edge/outcome-log.js';
import { originalRequestOf } from './original-request.js';
import { type PassedRequest, VerifyRequest } from './verify-request.js';

/** What NGINX asks before it passes a request to a protected API. Only the gateway door leads here (`src/edge/hop.ts`). */
@Controller('internal')
export class VerifyController {
  constructor(
    private readonly certificates: ClientCertificates,
    private readonly verification: VerifyRequest,
    private readonly meter: VerificationMeter,
    private readonly outcomes: OutcomeLog,
  ) {}

  @Get('verify')
  @HttpCode(204)
  verify(@Req() request: HttpRequest, @Res({ passthrough: true }) reply: HttpReply): void {
    const passed = this.verification.run({
      original: originalRequestOf(request),
      certificate: this.certificates.presentedIn(request),
    });
    this.meter.count('passed');
    // NGINX writes a line of each request that it passes on; ours would say the same.
    this.outcomes.note(request, { quiet: true, clientId: passed.token.clientId, tokenId: passed.token.id });
    void reply.headers(identityOf(passed));
  }
}

/** Who it is, for the API. NGINX sets these headers over the client's own, also with nothing. */
const identityOf = ({ token, rule }: PassedRequest): Readonly<Record<string, string>> => ({
  'X-Account-Id': token.accountId,
  'X-Client-Id': token.clientId,
  'X-Scope': token.scopes.join(' '),
  'X-Token-Id': token.id,
  'X-Certificate-Fingerprint': token.boundTo ?? '',
  'X-Portaria-Route': `${rule.method} ${rule.path}`,
});
