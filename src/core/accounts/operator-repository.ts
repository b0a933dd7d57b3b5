import type { Fingerprint } from '../shared/ids.js';

/** `EligibleOperators`: whether any operator could get a token with `admin:write`. */
export interface EligibleOperators {
  readonly now: boolean;
  /** From the address in the question. */
  readonly fromAddress: boolean;
  /** In that many days, if nothing is changed until then. */
  readonly later: boolean;
}

export interface OperatorReader {
  /** Whether any operator could get a token with `admin:write` now, without these certificates. */
  isAnyEligible(without?: readonly Fingerprint[]): Promise<boolean>;
}

export interface OperatorLocker extends OperatorReader {
  /** Locks the operators: no other change that locks them continues until this one ends. */
  lock(): Promise<void>;
  /** Answers all three questions with one statement. An `address` of `null` means from anywhere. */
  eligible(question: {
    readonly address: string | null;
    readonly afterDays: number;
  }): Promise<EligibleOperators>;
}
