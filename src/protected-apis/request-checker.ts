import type { AuthRequestDecider, ConnectionCertificate } from '../auth-request/auth-request.js';
import type { CurrentRoutes } from '../auth-request/current-routes.js';
import type { OriginalRequest } from '../auth-request/original-request.js';
import { readTarget } from '../auth-request/raw-target.js';
import type { RouteRule } from '../auth-request/route-rule.js';
import { RouteTokenError } from '../auth-request/route-token-error.js';
import type { RulesByMethod } from '../auth-request/route-tree.js';
import type {
  CheckedRule,
  CheckedToken,
  HypotheticalToken,
  PresentedToken,
  RequestDecision,
  RequestDenialReason,
  RequestQuestion,
} from '../core/protected-apis/request-check.js';
import { Refusal } from '../core/refusals/refusal.js';
import type { RefusedToken } from '../core/refusals/refused-token.js';
import { fingerprintFrom } from '../core/shared/ids.js';
import { BearerTokenError } from '../core/tokens/bearer-token-error.js';
import type { VerifiedToken } from '../core/tokens/token-verifier.js';
import { toApiRule } from './shown-tables.js';

const someFingerprint = fingerprintFrom('0'.repeat(64));

/** What a check learned before it ended. */
interface Progress {
  token: CheckedToken | null;
}

/**
 * Asks the gateway's own decision about a request that was not sent. It records and counts nothing: only a request of
 * NGINX is a refused use of a token.
 */
export class RequestChecker {
  constructor(
    private readonly decider: AuthRequestDecider,
    private readonly routes: CurrentRoutes,
  ) {}

  /** Throws `Refusal('unavailable')`. `audiences`: those of the API, in case the token is imagined without one. */
  check(question: RequestQuestion, audiences: readonly string[]): RequestDecision {
    const progress: Progress = { token: null };
    const found = this.rulesAt(question.path);
    const rule = found?.get(question.method);
    const known = {
      rule: rule ? this.checkedRule(rule) : null,
      methods: [...(found?.keys() ?? [])].sort(),
    };
    try {
      this.decide(question, audiences, progress);
      return { reason: null, detail: null, ...known, token: progress.token };
    } catch (error) {
      const { reason, detail, token } = denialOf(error);
      return { reason, detail, ...known, token: progress.token ?? token };
    }
  }

  private decide(
    { method, path, presented }: RequestQuestion,
    audiences: readonly string[],
    progress: Progress,
  ): void {
    if ('scopes' in presented) {
      const { segments } = readTarget(path);
      this.decider.permit({ method, segments }, grantOf(presented, audiences), null);
      return;
    }
    const original = requestWith(method, path, presented);
    const { token, operation } = this.decider.authenticate(original, certificateOf(presented));
    progress.token = checked(token);
    this.decider.permit(operation, token, token);
  }

  /** Returns the rules of a path, for those who ask why; `null` for none, and for a path that is refused itself. */
  private rulesAt(path: string): RulesByMethod | null {
    try {
      return this.routes.tree.operationsOf(readTarget(path).segments);
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  private checkedRule({ api, method, path, audiences, requireBound }: RouteRule): CheckedRule | null {
    const table = this.routes.tables.find(({ table: { api: name } }) => name === api)?.table;
    const route = table?.routes.find((one) => one.method === method && one.path === path);
    if (!table || !route) return null;
    return { api, audiences: [...audiences], requireBound, ...toApiRule(table, route) };
  }
}

const requestWith = (method: string, target: string, { token }: PresentedToken): OriginalRequest => ({
  method,
  target,
  authorization: { times: 1, text: `Bearer ${token}` },
  authentication: { times: 0, text: '' },
});

const certificateOf = ({ certificateFingerprint }: PresentedToken): ConnectionCertificate => ({
  fingerprint: certificateFingerprint,
  isUntrusted: false,
});

const grantOf = ({ scopes, audience, bound }: HypotheticalToken, audiences: readonly string[]) => ({
  scopes,
  audience: audience ?? audiences[0] ?? '',
  boundTo: bound ? someFingerprint : null,
});

const checked = (token: VerifiedToken): CheckedToken => ({
  ...{ id: token.id, accountId: token.accountId, clientId: token.clientId },
  grant: {
    ...{ audience: token.audience, scopes: token.scopes, boundTo: token.boundTo },
    expiresAt: new Date(token.expiresAtSeconds * 1000),
  },
});

interface Denial {
  readonly reason: RequestDenialReason;
  readonly detail: string;
  readonly token: CheckedToken | null;
}

const denialOf = (error: unknown): Denial => {
  if (error instanceof BearerTokenError) {
    const { privateDetail: detail, refused } = error;
    return { reason: tokenReasonOf(error), detail, token: refused && withoutGrant(refused) };
  }
  const isOfPath =
    error instanceof Refusal &&
    (error.reason === 'malformed_request' ||
      error.reason === 'not_found' ||
      error.reason === 'method_not_allowed');
  if (!isOfPath) throw error;
  return { reason: error.reason, detail: error.privateDetail, token: null };
};

const tokenReasonOf = (error: BearerTokenError): RequestDenialReason => {
  if (error.refused) return error.refused.reason;
  if (error instanceof RouteTokenError) return error.reason;
  return error.code === 'insufficient_scope' ? 'token_scope_missing' : 'invalid_token';
};

const withoutGrant = ({ id, accountId, clientId }: RefusedToken): CheckedToken => ({
  ...{ id, accountId, clientId },
  grant: null,
});
