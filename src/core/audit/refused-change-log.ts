import type { Operation } from './operation.js';

/**
 * The targets that the caller of a refused operation named: ids as they were given, of any form;
 * fingerprints whole or by their first digits.
 */
export interface NamedTargets {
  readonly account?: string | undefined;
  readonly clientId?: string | undefined;
  readonly fingerprint?: string | undefined;
  /** The fingerprint of one of the gateway's own authorities. */
  readonly ca?: string | undefined;
  /** The fingerprint of a client CA. */
  readonly clientCa?: string | undefined;
  /** All signing keys together, whichever was named. */
  readonly keyRing?: true;
  readonly kid?: string | undefined;
  readonly username?: string | undefined;
  readonly tokenId?: string | undefined;
  readonly familyId?: string | undefined;
  /** The number of a request for approval. */
  readonly approval?: string | undefined;
  /** Of a request: its method, and its path as the route has it, not as the caller wrote it. */
  readonly route?: string | undefined;
}

/** Why an operation was refused, in words that may be kept permanently. */
export interface RefusedChangeCause {
  readonly reason: string;
  /**
   * The part of the reason that makes refusals alike: without ids and numbers that the caller may have
   * made up.
   */
  readonly groupKey: string;
}

/** Records refused operations, each in a transaction of its own. Throws `ManagementError('unavailable')`. */
export abstract class RefusedChangeLog {
  abstract record(operation: Operation, reason: RefusedChangeCause, named: NamedTargets): Promise<void>;
}
