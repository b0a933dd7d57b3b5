import { Injectable } from '@nestjs/common';
import type { PresentedCertificate } from '../core/certificates/certificate.js';
import type { ContractName } from '../core/credentials/credential.js';
import type { ClientId, TokenId } from '../core/shared/ids.js';
import type { RequestSource } from '../core/tokens/token-request.js';
import { ExpiryHeaders, type ProofExpiry } from '../http/expiry-headers.js';
import type { HttpReply, HttpRequest } from '../http/http-messages.js';
import { OutcomeLog } from '../http/outcome-log.js';
import { withinRequestTime } from '../http/request-time.js';
import { ClientCertificates } from '../http/trust/client-certificate.js';
import { TrustedProxy } from '../http/trust/trusted-proxy.js';

/** `SentTokenRequest`: a token request as it was sent. */
export interface SentTokenRequest {
  readonly request: HttpRequest;
  /** What the path's body parser returned: a JSON value, a form or a text. */
  readonly body: unknown;
}

/**
 * `TokenRequestContext`: where a token request came from, and with which certificate, as NGINX
 * reports it.
 */
export interface TokenRequestContext {
  readonly source: RequestSource;
  readonly certificate: PresentedCertificate | null;
}

/** `IssuedTo`: the client or the grant, for the log line of an issued token. */
export interface IssuedTo {
  readonly contract: ContractName;
  readonly clientId?: ClientId;
  /** For contracts that have several. */
  readonly grantType?: string;
}

/** `TokenEndpointHooks`: what differs from one token endpoint to the next. */
export interface TokenEndpointHooks<Asked, Token extends { readonly id: TokenId }> {
  /**
   * Runs before anything of the request is read. Returns the headers of every response, a refusal
   * too; throws a `Refusal`.
   */
  readonly prepare?: (sent: SentTokenRequest) => Readonly<Record<string, string>>;
  /** Throws a `Refusal` that names the presented certificate. */
  readonly parse: (sent: SentTokenRequest, context: TokenRequestContext) => Asked;
  readonly issue: (requested: Asked) => Promise<Token>;
  readonly issuedTo: (requested: Asked) => IssuedTo;
  /** Returns `null` when nothing that the token used expires. */
  readonly proofExpiryOf: (token: Token) => ProofExpiry | null;
  readonly respond: (token: Token, requested: Asked) => object;
}

/**
 * The steps of every token endpoint, once and in this order: where the request came from, its
 * certificate, the contract's own parsing, the token, the log line, the headers that warn of an
 * expiry, and the contract's own response. A contract fills in steps and cannot leave one out.
 * Everything that throws ends in the filter of the contracts, which logs it.
 */
@Injectable()
export class TokenEndpoint {
  constructor(
    private readonly proxy: TrustedProxy,
    private readonly certificates: ClientCertificates,
    private readonly outcomes: OutcomeLog,
    private readonly expiry: ExpiryHeaders,
  ) {}

  async answer<Asked, Token extends { readonly id: TokenId }>(
    sent: SentTokenRequest,
    reply: HttpReply,
    hooks: TokenEndpointHooks<Asked, Token>,
  ): Promise<object> {
    const { request } = sent;
    void reply.headers(hooks.prepare?.(sent) ?? {});
    const source = this.proxy.sourceOf(request);
    const certificate = this.certificates.presentedIn(request);
    const requested = hooks.parse(sent, { source, certificate });
    const { contract, ...who } = hooks.issuedTo(requested);
    const subject = { clientId: who.clientId ?? null, certificate: certificate?.info ?? null };
    const token = await withinRequestTime(reply.elapsedTime, hooks.issue(requested), subject);
    this.outcomes.note(request, {
      contract,
      outcome: 'issued',
      ...who,
      tokenId: token.id,
      listener: source.listener,
    });
    const used = hooks.proofExpiryOf(token);
    // The token is there: expiry headers that take too long come with the next one.
    if (used)
      await withinRequestTime(reply.elapsedTime, this.expiry.write(reply, used)).catch(() => undefined);
    return hooks.respond(token, requested);
  }
}
