import { Injectable } from '@nestjs/common';
import type { PresentedCertificate } from '../core/certificates/certificate.js';
import { RefusalLog } from '../core/refusals/refusal-log.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { HttpRequest } from '../http/http-messages.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';

/**
 * Records the refused uses of tokens, for those who ask why by request id. Only a token whose
 * signature was verified is recorded, and only so many of an account a day: anybody may send as many
 * bad tokens as they like.
 */
@Injectable()
export class RefusedTokenRecorder {
  constructor(
    private readonly refusals: RefusalLog,
    private readonly proxy: TrustedProxy,
  ) {}

  note(thrown: unknown, request: HttpRequest, certificate: PresentedCertificate | null): void {
    const source = this.proxy.sourceIfAny(request);
    if (!(thrown instanceof BearerTokenError) || thrown.refused === null || source === null) return;
    const { reason, clientId, accountId } = thrown.refused;
    const { requestId, listener, address } = source;
    this.refusals.note({
      ...{ requestId, listener, address, reason, clientId, accountId },
      contract: 'gateway',
      detail: thrown.privateDetail,
      certificate: certificate?.info ?? null,
    });
  }
}
