/**
 * Why a management action was not done:
 * - `invalid`: the input cannot be used.
 * - `not_found`: it names something that does not exist.
 * - `conflict`: it conflicts with something that exists.
 * - `stale`: the object was changed since the caller read it.
 * - `reused`: its idempotency key was used for another action already.
 * - `refused`: a rule forbids it.
 * - `unavailable`: the database could not do it, and the same action may succeed later.
 */
export type ManagementErrorCode =
  'invalid' | 'not_found' | 'conflict' | 'stale' | 'reused' | 'refused' | 'unavailable';

/**
 * Thrown when a management action was not done. The message is one sentence: what is wrong and what
 * to do. It never repeats a secret, nor what may be one.
 */
export class ManagementError extends Error {
  constructor(
    readonly code: ManagementErrorCode,
    message: string,
    /** The input that the error is about, by the name that people know, e.g. `client id`. */
    readonly field: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ManagementError';
  }
}

/**
 * `ConcurrentChange`: the database ended this change, because it and another one waited for each
 * other. The whole change may be repeated.
 */
export class ConcurrentChange extends ManagementError {}
