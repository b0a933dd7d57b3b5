/**
 * Why a management action was not done. `invalid`: the input cannot be used; `not_found`: it names nothing that is
 * there; `conflict`: something else that is there stands against it; `stale`: it was changed since the caller read it;
 * `reused`: its key was used for another action already; `refused`: a rule stands against it; `unavailable`: the database
 * could not do it, and the same action may succeed later.
 */
export type ManagementErrorCode =
  'invalid' | 'not_found' | 'conflict' | 'stale' | 'reused' | 'refused' | 'unavailable';

/** Its message is one sentence for people: what is wrong and what to do. It never repeats a secret, nor what may be one. */
export class ManagementError extends Error {
  constructor(
    readonly code: ManagementErrorCode,
    message: string,
    /** The input that it is about, as people know it, e.g. `client id`. */
    readonly field: string | null = null,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'ManagementError';
  }
}
