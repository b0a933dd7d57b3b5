import type { PresentedCertificate } from '../core/certificates/certificate.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { Fingerprint } from '../core/shared/ids.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { ApiTokenProfiles, TokenVerifier, VerifiedToken } from '../core/tokens/token-verifier.js';
import { isVerified } from '../core/tokens/verified-certificate.js';
import type { OriginalRequest } from './original-request.js';
import { readTarget } from './raw-target.js';
import { permits, type RouteRule } from './route-rule.js';
import { RouteTokenError } from './route-token-error.js';
import type { RouteTree, RulesByMethod } from './route-tree.js';
import { sentToken, type TokenHeaders } from './sent-token.js';

/** The question: may this request, on this connection, pass to the API? */
export interface AuthRequest {
  readonly original: OriginalRequest;
  /**
   * The certificate of THIS connection's handshake, with the result of NGINX's check; `null` when none was
   * presented.
   */
  readonly certificate: PresentedCertificate | null;
}

/** What a request proves of its certificate. */
export interface ConnectionCertificate {
  /** `any`: the token is not used on this connection, an operator only asks about it. */
  readonly fingerprint: Fingerprint | null | 'any';
  /** Whether NGINX did not accept the certificate that was presented. */
  readonly isUntrusted: boolean;
}

/** An operation of an API, as a request names it. */
export interface RequestedOperation {
  readonly method: string;
  /** The segments of the raw path. */
  readonly segments: readonly string[];
}

/** A request whose token is valid. Whether the token opens the route is not known yet. */
export interface AuthenticatedRequest {
  readonly token: VerifiedToken;
  readonly operation: RequestedOperation;
}

/** What of a token decides whether it opens a route. */
export type GrantedByToken = Pick<VerifiedToken, 'audience' | 'boundTo' | 'scopes'>;

/** A request that may pass. */
export interface AllowedRequest {
  readonly token: VerifiedToken;
  readonly rule: RouteRule;
}

/** The source of the rules that are in force at this moment. */
export interface Routes {
  readonly tree: RouteTree;
}

/**
 * Decides about one request to a protected API: the form of the path, the token, the route, its
 * audience and binding, and the scopes, in this order. The token comes before the route, so that an unauthenticated client does
 * not learn which operations exist. Nothing that can change is kept from one question to the next.
 */
export class AuthRequestDecider {
  constructor(
    private readonly verifier: TokenVerifier,
    private readonly routes: Routes,
    private readonly apiTokens: ApiTokenProfiles,
    private readonly tokenHeaders: TokenHeaders,
  ) {}

  /**
   * Decides. Throws `BearerTokenError`, and `Refusal` with `malformed_request`, `not_found`,
   * `method_not_allowed` or `unavailable`.
   */
  run({ original, certificate }: AuthRequest): AllowedRequest {
    const { token, operation } = this.authenticate(original, provenBy(certificate));
    return { token, rule: this.permit(operation, token, token) };
  }

  /** Does the part before the route: the form of the path, and the token. Throws what `run` throws. */
  authenticate(original: OriginalRequest, certificate: ConnectionCertificate): AuthenticatedRequest {
    const { segments, query } = readTarget(original.target);
    const text = sentToken(original, query, this.tokenHeaders);
    const token = this.verify(text, certificate);
    return { token, operation: { method: original.method, segments } };
  }

  /**
   * Does the rest, and returns the rule that lets the request pass. `token`: the one that errors concern; `null`
   * when an operator only asks about a token that was never issued.
   */
  permit(
    { method, segments }: RequestedOperation,
    granted: GrantedByToken,
    token: VerifiedToken | null,
  ): RouteRule {
    const rule = ruleFor(this.routes.tree.operationsOf(segments), method);
    assertAudienceAndBinding(rule, granted, token);
    if (permits(rule, granted.scopes)) return rule;
    throw new BearerTokenError(
      'insufficient_scope',
      `${rule.method} ${rule.path} needs ${rule.requiredScope}`,
      {
        scope: rule.requiredScope,
      },
    ).concerning('token_scope_missing', token);
  }

  /**
   * A certificate that failed NGINX's check is refused even with a token that is bound to no
   * certificate: a client with a bad certificate must not pass as if it had presented none.
   */
  private verify(text: string, { fingerprint, isUntrusted }: ConnectionCertificate): VerifiedToken {
    const { profiles } = this.apiTokens;
    const token = this.verifier.verify(text, { profiles, certificateFingerprint: fingerprint });
    if (!isUntrusted) return token;
    throw new BearerTokenError(
      'invalid_token',
      'the certificate of the connection failed the check of NGINX',
      {
        description:
          'The client certificate of this connection was not accepted. GET /api/auth/whoami with it says why.',
      },
    ).concerning('token_certificate_untrusted', token);
  }
}

const provenBy = (certificate: PresentedCertificate | null): ConnectionCertificate => {
  const isUntrusted = certificate !== null && !isVerified(certificate);
  return { isUntrusted, fingerprint: isUntrusted ? 'any' : (certificate?.info.fingerprint ?? null) };
};

/**
 * Throws for a token that is for another API. The verifier has compared the binding with the
 * connection; a token without one is good over any connection, unless the route says otherwise.
 */
const assertAudienceAndBinding = (
  { api, audiences, requireBound }: RouteRule,
  granted: GrantedByToken,
  token: VerifiedToken | null,
): void => {
  if (!audiences.has(granted.audience))
    throw new RouteTokenError(
      'token_wrong_audience',
      `${api} takes tokens for ${[...audiences].join(', ')} alone`,
    ).concerning('token_wrong_audience', token);
  if (requireBound && granted.boundTo === null)
    throw new RouteTokenError(
      'token_not_bound',
      `${api} accepts only tokens that are bound to a certificate`,
    ).concerning('token_not_bound', token);
};

const ruleFor = (operations: RulesByMethod | null, method: string): RouteRule => {
  if (!operations) throw new Refusal('not_found', 'no rule names the path');
  const rule = operations.get(method);
  if (!rule)
    throw new Refusal('method_not_allowed', 'no rule of the path names the method', {
      allow: [...operations.keys()].sort(),
    });
  return rule;
};
