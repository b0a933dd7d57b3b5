import type { Fingerprint } from '../shared/ids.js';

/** Whether any operator could get a token with `admin:write`. */
export interface OperatorsLeft {
  readonly now: boolean;
  /** From the address that was asked about. */
  readonly fromAddress: boolean;
  /** In so many days, if nothing is changed until then. */
  readonly later: boolean;
}

export interface OperatorReader {
  /** Whether any operator could get a token with `admin:write` now, without these certificates. */
  isAnyAble(without?: readonly Fingerprint[]): Promise<boolean>;
}

export interface OperatorRevoker extends OperatorReader {
  /** No other change that locks the operators goes on until this one ends. */
  lock(): Promise<void>;
  /** One statement for all three questions. `address`: `null`: from anywhere. */
  left(question: { readonly address: string | null; readonly afterDays: number }): Promise<OperatorsLeft>;
}
