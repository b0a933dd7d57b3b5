import { type ExecutionContext, Injectable } from '@nestjs/common';
import { type Merchant, MerchantAuthenticator } from '../auth/merchant-authenticator.js';
import { Refusal } from '../core/refusals/refusal.js';
import { ExpiryHeaders, type ProofExpiry } from '../http/expiry-headers.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { withinManagementTime } from '../http/request-time.js';
import { BearerGuard, bearerProofsOf } from '../http/trust/bearer.strategy.js';
import { ClientCertificates } from '../http/trust/client-certificate.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';

/** NGINX waits for 12 s at the TLS listener. */
export const merchantRequestMsMax = 11_000;

/**
 * Admits merchants, at the TLS listener, and tells them in every response which of their
 * credentials end soon.
 */
@Injectable()
export class MerchantGuard extends BearerGuard {
  constructor(
    private readonly proxy: TrustedProxy,
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
    const { listener } = this.proxy.sourceOf(request);
    this.outcomes.note(request, { listener });
    // NGINX routes self-service only at the TLS listener; a mistake in NGINX must not open it where
    // no handshake proves a key.
    if (listener !== 'tls')
      throw new Refusal('not_found', `self-service was asked at the ${listener} listener`);
    await super.canActivate(context);
    const reply = http.getResponse<HttpReply>();
    const within = <T>(running: Promise<T>): Promise<T> =>
      withinManagementTime(merchantRequestMsMax, reply, running);
    const merchant = await within(this.merchants.authenticate(bearerProofsOf(request)));
    const { clientId, token } = merchant;
    this.outcomes.note(request, { clientId, tokenId: token.id });
    await within(this.expiry.write(reply, this.proofExpiry(request, merchant)));
    request.user = merchant;
    return true;
  }

  private proofExpiry(request: HttpRequest, { context, nowMs, secretExpiresAtMs }: Merchant): ProofExpiry {
    const info = this.certificates.presentedIn(request)?.info;
    return {
      nowMs,
      accountId: context.accountId,
      secret: { id: context.secretId, expiresAtMs: secretExpiresAtMs },
      certificate: info ? { fingerprint: info.fingerprint, expiresAtMs: info.notAfter.getTime() } : null,
    };
  }
}
