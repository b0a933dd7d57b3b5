/**
 * `Retry-After` of the contracts for what passes in a moment, such as a full queue of statements,
 * and for a cause that says nothing about it.
 */
export const congestionRetrySeconds = 1;

/**
 * `Retry-After` for what has to recover first: a database that is away, revocations that were not
 * read, a full queue of slow hashes.
 */
export const recoveryRetrySeconds = 2;
