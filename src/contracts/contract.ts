import type { ContractName } from '../core/credential.js';
import type { Refusal } from '../core/refusal.js';

/** An answer in a contract's own words. `body` becomes JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One wire contract, as far as refusals of its paths go. */
export interface Contract {
  readonly name: ContractName;
  /** Everything that is answered in this contract's words. */
  readonly paths: readonly string[];
  /** Those of them where a token is asked for: refusals there go on record. */
  readonly recordedPaths: readonly string[];
  readonly answer: (refusal: Refusal, requestId: string) => Answer;
}

/**
 * The contracts that are on. A path that belongs to none is answered in the words of the first, the main one.
 */
export class Contracts {
  constructor(
    private readonly main: Contract,
    private readonly others: readonly Contract[] = [],
  ) {}

  of(path: string): Contract {
    return this.others.find((contract) => contract.paths.includes(path)) ?? this.main;
  }
}
