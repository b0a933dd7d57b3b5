/**
 * Why a request is refused. `unavailable`: the token cannot be verified now, so it is not accepted.
 */
export type TokenErrorCode =
  'token_missing' | 'invalid_token' | 'expired_token' | 'insufficient_scope' | 'unavailable';

/**
 * The error code of RFC 6750 section 3.1. A request without a token gets no error code, and a 503
 * is no challenge.
 */
export type OauthError = 'invalid_token' | 'insufficient_scope' | null;

interface Row {
  readonly status: 401 | 403 | 503;
  readonly error: string;
  readonly message: string;
  readonly oauthError: OauthError;
}

const unauthorized = { status: 401, error: 'Unauthorized' } as const;

/**
 * The gateway itself answers with the same table, so that a caller cannot tell which of the two
 * verified its token.
 */
const rows = {
  token_missing: { ...unauthorized, message: 'Token not provided', oauthError: null },
  invalid_token: { ...unauthorized, message: 'Invalid token', oauthError: 'invalid_token' },
  expired_token: { ...unauthorized, message: 'Expired token', oauthError: 'invalid_token' },
  insufficient_scope: {
    status: 403,
    error: 'Forbidden',
    message: 'Permission denied',
    oauthError: 'insufficient_scope',
  },
  unavailable: {
    status: 503,
    error: 'Service Unavailable',
    message: 'The service cannot answer now. Try again after the number of seconds in Retry-After.',
    oauthError: null,
  },
} as const satisfies Record<TokenErrorCode, Row>;

const retryAfterSeconds = 2;

/** The JSON that the caller gets. */
export interface TokenErrorBody {
  readonly statusCode: number;
  readonly error: string;
  readonly message: string;
  readonly code: TokenErrorCode;
  /** How to send the token, where that was the mistake. */
  readonly hint?: string;
}

/** What else a `TokenError` says. */
interface TokenErrorOptions extends ErrorOptions {
  readonly scopes?: readonly string[];
  /** `error_description` of RFC 6750 section 3, without quotation marks and backslashes. */
  readonly description?: string;
  readonly hint?: string;
}

/**
 * Thrown for a request that is refused. `message`, `headers` and `body` are for the caller;
 * `detail` is the true cause, for the log of the API only. None of them contains a part of the
 * token.
 */
export class TokenError extends Error {
  readonly status: 401 | 403 | 503;
  readonly oauthError: OauthError;
  /** The scopes that were required, for `insufficient_scope`. */
  readonly scopes: readonly string[];
  readonly description: string | null;
  readonly hint: string | null;

  constructor(
    readonly code: TokenErrorCode,
    readonly detail: string,
    { scopes = [], description, hint, ...options }: TokenErrorOptions = {},
  ) {
    super(rows[code].message, options);
    this.name = 'TokenError';
    this.status = rows[code].status;
    this.oauthError = rows[code].oauthError;
    this.scopes = scopes;
    this.description = description ?? null;
    this.hint = hint ?? null;
  }

  /** The value of `WWW-Authenticate`; `null` for a 503, which asks for no other token. */
  get wwwAuthenticate(): string | null {
    if (this.code === 'unavailable') return null;
    const error = this.oauthError === null ? '' : ` error="${this.oauthError}"`;
    // Scopes cannot contain a quote: RFC 6749 section 3.3, and they were checked.
    const scope = this.code === 'insufficient_scope' ? `, scope="${this.scopes.join(' ')}"` : '';
    const words = this.description === null ? '' : `, error_description="${this.description}"`;
    return `Bearer${error}${words}${scope}`;
  }

  get headers(): Readonly<Record<string, string>> {
    const { wwwAuthenticate } = this;
    return {
      'Cache-Control': 'no-store',
      ...(wwwAuthenticate === null
        ? { 'Retry-After': String(retryAfterSeconds) }
        : { 'WWW-Authenticate': wwwAuthenticate }),
    };
  }

  get body(): TokenErrorBody {
    const { status, code, message, hint } = this;
    return { statusCode: status, error: rows[code].error, message, code, ...(hint !== null && { hint }) };
  }
}
