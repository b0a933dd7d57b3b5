import { BearerTokenError } from '../core/tokens/bearer-token-error.js';

/**
 * Why a valid token does not open this API. The client is told `invalid_token` (RFC 6750 section
 * 3.1, RFC 8705 section 3): another token is what would pass.
 */
export type RouteRefusalReason = 'token_wrong_audience' | 'token_not_bound';

/** Thrown for a valid token that the route does not accept. */
export class RouteTokenError extends BearerTokenError {
  constructor(
    /** For the log and the metrics. */
    readonly reason: RouteRefusalReason,
    privateDetail: string,
  ) {
    super('invalid_token', privateDetail);
  }
}
