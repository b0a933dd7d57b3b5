/**
 * `IdempotencyKey`: makes a change happen once, however often it is asked for. A repeat within 24 hours throws
 * `IdempotentReplay` with the outcome of the first, or `ManagementError('reused')` when it asks for something else. A
 * change that was refused leaves no key. The actor needs an account.
 */
export interface IdempotencyKey {
  /** The header `Idempotency-Key`; unique per account. */
  readonly key: string;
  /** Tells requests apart without repeating them: keyed, since a secret may be in them. */
  readonly requestDigest: string;
  /** What is kept of the result, as JSON; never a secret. A method, so that it may say which result it expects. */
  outcomeOf(result: unknown): unknown;
}

/** `IdempotencyRecord`: what an earlier change left under the same key. */
export interface IdempotencyRecord {
  readonly outcome: unknown;
  /** Ids of the revocations that it wrote. */
  readonly revocations: readonly string[];
  /** `false`: it takes authority away and has not passed the barrier yet. */
  readonly acknowledged: boolean;
}

/** The change was made before, under the same key: nothing was done now. The caller answers as the first time. */
export class IdempotentReplay extends Error {
  constructor(
    /** What `IdempotencyKey.outcomeOf` said of the first result. */
    readonly outcome: unknown,
  ) {
    super('this was done already, under the same key');
    this.name = 'IdempotentReplay';
  }
}
