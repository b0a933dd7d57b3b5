/**
 * Why a management action was not done:
 * - `invalid`: the input cannot be used.
 * - `not_found`: it names something that does not exist.
 * - `conflict`: it conflicts with something that exists.
 * - `stale`: the object was changed since the caller read it.
 * - `reused`: its idempotency key was used for another action already.
 * - `refused`: a rule forbids it.
 * - `insufficient_scope`: the caller's scopes do not allow it.
 * - `rate_limited`: the account makes too many changes, and the same action may succeed later.
 * - `unavailable`: the database could not do it, and the same action may succeed later.
 */
export type ManagementErrorCode =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'stale'
  | 'reused'
  | 'refused'
  | 'insufficient_scope'
  | 'rate_limited'
  | 'unavailable';

interface ManagementErrorOptions extends ErrorOptions {
  /** What a merchant is told instead, where the message names what only an operator can see or do. */
  readonly forMerchants?: string;
}

/**
 * Thrown when a management action was not done. The message says what is wrong and what to do. It
 * never repeats a secret, nor what may be one.
 */
export class ManagementError extends Error {
  readonly forMerchants: string;

  constructor(
    readonly code: ManagementErrorCode,
    message: string,
    /** The input that the error is about, by the name that people know, e.g. `client id`. */
    readonly field: string | null = null,
    { forMerchants = message, ...options }: ManagementErrorOptions = {},
  ) {
    super(message, options);
    this.name = 'ManagementError';
    this.forMerchants = forMerchants;
  }
}

/** The code is `rate_limited`; nothing was changed. */
export class RateLimited extends ManagementError {
  constructor(
    message: string,
    /** After how many seconds the same action may succeed. */
    readonly retryAfterSeconds: number,
    options?: ErrorOptions,
  ) {
    super('rate_limited', message, null, options);
  }
}

/** The code is `insufficient_scope`; nothing was changed. */
export class InsufficientScope extends ManagementError {
  constructor(
    message: string,
    /** The scope that allows it. */
    readonly scope: string,
    field: string | null,
  ) {
    super('insufficient_scope', message, field);
  }
}

/** Returns whether the same action may succeed later. */
export const isTransient = ({ code }: ManagementError): boolean =>
  code === 'unavailable' || code === 'rate_limited';

/**
 * `ConcurrentChange`: the database ended this change, because it and another one waited for each
 * other. The whole change may be repeated.
 */
export class ConcurrentChange extends ManagementError {}
