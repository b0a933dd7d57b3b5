import { type ExecutionContext, Injectable } from '@nestjs/common';
import { Refusal } from '../core/refusal.js';
import { BearerGuard, bearerProofsOf } from '../edge/bearer.strategy.js';
import { ClientCertificates } from '../edge/client-certificate.js';
import { ExpiryHeaders, type StoodOn } from '../edge/expiry-headers.js';
import { Hop } from '../edge/hop.js';
import type { HttpReply, HttpRequest } from '../edge/http.js';
import { OutcomeLog } from '../edge/outcome-log.js';
import { MerchantAuthenticator, type Merchant } from '../auth/authenticate-merchant.js';

/** Lets in merchants, at the TLS door, and tells them with every answer what of theirs soon ends. */
@Injectable()
export class MerchantGuard extends BearerGuard {
  constructor(
    private readonly hop: Hop,
    private readonly certificates: ClientCertificates,
    private readonly merchants: MerchantAuthenticator,
    private readonly expiry: ExpiryHeaders,
    private readonly outcomes: OutcomeLog,
  ) {
    super();
  }

  override async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<HttpRequest & { user: unknown }>();
    const { door } = this.hop.originOf(request);
    this.outcomes.note(request, { door });
    // NGINX routes this wing at the TLS door alone; a mistake there must not open it where nothing proves a key.
    if (door !== 'tls') throw new Refusal('not_found', `self-service was asked at the ${door} door`);
    await super.canActivate(context);
    const merchant = await this.merchants.authenticate(bearerProofsOf(request));
    const { clientId, token } = merchant;
    this.outcomes.note(request, { clientId, tokenId: token.id });
    await this.expiry.write(http.getResponse<HttpReply>(), this.stoodOn(request, merchant));
    request.user = merchant;
    return true;
  }

  private stoodOn(request: HttpRequest, { owner, nowMs, secretExpiresAtMs }: Merchant): StoodOn {
    const facts = this.certificates.presentedIn(request)?.facts;
    return {
      nowMs,
      accountId: owner.accountId,
      secret: { id: owner.secretId, endsAtMs: secretExpiresAtMs },
      certificate: facts ? { fingerprint: facts.fingerprint, endsAtMs: facts.notAfter.getTime() } : null,
    };
  }
}
