/** Why a request is not let in. `unavailable`: nobody can tell now, which is never a yes. */
export type TokenErrorCode =
  'token_missing' | 'invalid_token' | 'expired_token' | 'insufficient_scope' | 'unavailable';

/** RFC 6750 section 3.1. Whoever sent no token is told no error, and 503 is no challenge. */
export type OauthError = 'invalid_token' | 'insufficient_scope' | null;

interface Row {
  readonly status: 401 | 403 | 503;
  readonly error: string;
  readonly message: string;
  readonly oauthError: OauthError;
}

const unauthorized = { status: 401, error: 'Unauthorized' } as const;

/** The table that the gateway answers by as well, so that a caller cannot tell who verified its token. */
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
    message: 'The service cannot answer now. Try again after the seconds in Retry-After.',
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
}

/**
 * A request that is not let in. `message`, `headers` and `body` are for the caller; `detail` says the true cause and is for the log of the
 * API alone. None of them has a part of the token in it.
 */
export class TokenError extends Error {
  readonly status: 401 | 403 | 503;
  readonly oauthError: OauthError;
  /** Scopes that were needed, for `insufficient_scope`. */
  readonly scopes: readonly string[];

  constructor(
    readonly code: TokenErrorCode,
    readonly detail: string,
    { scopes = [], ...options }: ErrorOptions & { readonly scopes?: readonly string[] } = {},
  ) {
    super(rows[code].message, options);
    this.name = 'TokenError';
    this.status = rows[code].status;
    this.oauthError = rows[code].oauthError;
    this.scopes = scopes;
  }

  /** The value of `WWW-Authenticate`; `null` for 503, which asks for no other token. */
  get wwwAuthenticate(): string | null {
    if (this.code === 'unavailable') return null;
    const error = this.oauthError === null ? '' : ` error="${this.oauthError}"`;
    // Scopes cannot have a quote in them: RFC 6749 section 3.3, and they were checked.
    const scope = this.code === 'insufficient_scope' ? `, scope="${this.scopes.join(' ')}"` : '';
    return `Bearer${error}${scope}`;
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
    const { status, code, message } = this;
    return { statusCode: status, error: rows[code].error, message, code };
  }
}
