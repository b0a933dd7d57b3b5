import type { RefusedToken, RefusedTokenReason } from '../refusals/refused-token.js';

/**
 * Why a bearer token was not accepted, in the words of RFC 6750 section 3.1; `token_missing` has
 * none there.
 */
export const bearerTokenErrorCodes = [
  'token_missing',
  'invalid_request',
  'invalid_token',
  'expired_token',
  'insufficient_scope',
] as const;
export type BearerTokenErrorCode = (typeof bearerTokenErrorCodes)[number];

/**
 * Thrown for a token that is not accepted. `privateDetail` is for the log and never contains a part
 * of the token.
 */
export class BearerTokenError extends Error {
  /** The token, when its signature was verified. */
  refused: RefusedToken | null = null;

  constructor(
    readonly code: BearerTokenErrorCode,
    readonly privateDetail: string,
    /**
     * What may be said to the client that sent it: the scope that is needed, or how to send a
     * token.
     */
    readonly publicDetail: {
      readonly scope?: string;
      readonly hint?: string;
      /** `error_description` of RFC 6750 section 3. */
      readonly description?: string;
    } = {},
    options?: ErrorOptions,
  ) {
    super(code, options);
    this.name = 'BearerTokenError';
  }

  /** Returns the same error with the token that it concerns, if there is one. */
  concerning(reason: RefusedTokenReason, token: Omit<RefusedToken, 'reason'> | null): this {
    if (token === null) return this;
    const { id, accountId, clientId } = token;
    this.refused = { reason, id, accountId, clientId };
    return this;
  }
}
