/**
 * `IdempotencyKey`: makes a change happen once, however often it is requested. A repeat within 24
 * hours throws `IdempotentReplay` with the outcome of the first request, or
 * `ManagementError('reused')` when it asks for something else. A refused change leaves no key. The
 * actor needs an account.
 */
export interface IdempotencyKey {
  /** The header `Idempotency-Key`; unique per account. */
  readonly key: string;
  /**
   * Distinguishes requests without repeating them. It is keyed, because a request may contain a
   * secret.
   */
  readonly requestDigest: string;
  /**
   * Returns what is kept of the result, as JSON; never a secret. It is a method, so that it may
   * name the type of result that it expects.
   */
  outcomeOf(result: unknown): unknown;
}

/** `AwaitedRevocations`: the revocations that the answer to a change waits for. */
export interface AwaitedRevocations {
  /**
   * Ids of the revocations that the change wrote and that have not passed the barrier; `null`: it takes
   * nothing away, or they have passed.
   */
  readonly unacknowledgedRevocations: readonly string[] | null;
  /**
   * Ids of the revocations after which the change gives permissions back: the answer is sent in a later
   * second than each of them.
   */
  readonly earlierRevocations: readonly string[];
}

/** `IdempotencyRecord`: what an earlier change stored under the same key. */
export interface IdempotencyRecord extends AwaitedRevocations {
  readonly outcome: unknown;
}

/**
 * `IdempotentReplay`: the change was made before, under the same key, and was not repeated. The
 * caller answers as the first time.
 */
export class IdempotentReplay extends Error {
  constructor(
    /** What `IdempotencyKey.outcomeOf` returned for the first result. */
    readonly outcome: unknown,
  ) {
    super('this was already done, under the same key');
    this.name = 'IdempotentReplay';
  }
}
