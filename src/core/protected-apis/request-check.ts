import type { RefusedTokenReason } from '../refusals/refused-token.js';
import type { AccountId, ClientId, Fingerprint, TokenId } from '../shared/ids.js';
import type { ApiRule } from './protected-api.js';

/** Why a request to a protected API would not pass: by the names that the log and the metrics have. */
export type RequestDenialReason =
  RefusedTokenReason | 'invalid_token' | 'malformed_request' | 'not_found' | 'method_not_allowed';

/** What a token would grant that was not issued. */
export interface HypotheticalToken {
  readonly scopes: readonly string[];
  /** `null`: the one that the API takes. */
  readonly audience: string | null;
  /** Whether it is bound to the certificate of the connection. */
  readonly bound: boolean;
}

/** The question: would this request pass? */
export interface RequestQuestion {
  readonly method: string;
  /** The path as a client sends it, with a query if it has one. */
  readonly path: string;
  readonly presented: PresentedToken | HypotheticalToken;
}

/** A token as a client has it, and the certificate of the connection on which it is used. */
export interface PresentedToken {
  readonly token: string;
  /** `any`: the one that the token is bound to. */
  readonly certificateFingerprint: Fingerprint | null | 'any';
}

/** A token whose signature was verified. */
export interface CheckedToken {
  readonly id: TokenId;
  readonly accountId: AccountId;
  readonly clientId: ClientId;
  /** `null`: it is not valid any more, or not here. */
  readonly grant: {
    readonly audience: string;
    readonly scopes: readonly string[];
    readonly boundTo: Fingerprint | null;
    readonly expiresAt: Date;
  } | null;
}

/** The rule that decides about the request, with the API that it belongs to. */
export interface CheckedRule extends ApiRule {
  readonly api: string;
  readonly audiences: readonly string[];
  readonly requireBound: boolean;
}

/** What the gateway would answer NGINX. */
export interface RequestDecision {
  /** `null`: the request would pass. */
  readonly reason: RequestDenialReason | null;
  /** The same as in the log; it never has a part of the token. */
  readonly detail: string | null;
  /** The rule of this method and path, also when something else keeps the request out; `null`: there is none. */
  readonly rule: CheckedRule | null;
  /** The methods that have a rule at this path. */
  readonly methods: readonly string[];
  readonly token: CheckedToken | null;
}
