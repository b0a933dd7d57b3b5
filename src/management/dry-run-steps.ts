import type { Caller } from '../core/audit/operation.js';
import type { ChangedFields } from '../core/shared/dry-run.js';
import type { ChangeSteps, ReadTransaction } from '../core/shared/unit-of-work.js';
import { readStateAfter, type StateAfter } from './change-effect.js';
import type { OperatorRules } from './operator-rules.js';

/** `RolledBack`: ends the transaction of a dry run without a commit. */
export class RolledBack extends Error {
  constructor() {
    super('rolled back');
    this.name = 'RolledBack';
  }
}

/** What a dry run saw in its transaction. */
export interface DryRunOutcome<Result> {
  readonly result: Result;
  readonly fields: ChangedFields;
  readonly endsTokens: boolean;
  /** The version of the first account that it locked. */
  readonly version: number | null;
  /** `null`: the change takes nothing away. */
  readonly stateAfter: StateAfter | null;
}

interface Steps<Result> {
  readonly caller: Pick<Caller, 'assertStillAllowed'>;
  readonly tx: ReadTransaction;
  readonly steps: ChangeSteps;
  readonly rule: OperatorRules;
  readonly run: () => Promise<Result>;
}

/** Runs the steps of a change that can refuse it, and returns what they would have done. */
export const runDryRunSteps = async <Result>({
  caller,
  tx,
  steps,
  rule,
  run,
}: Steps<Result>): Promise<DryRunOutcome<Result>> => {
  const result = await run();
  await rule.assertOneIsLeft();
  steps.assertVersionChecked();
  const fields = await steps.changedFields();
  await caller.assertStillAllowed?.();
  const { unacknowledgedRevocations: revocations, endsTokens, comparedVersion: version } = steps;
  const stateAfter = revocations ? await readStateAfter(tx, fields) : null;
  return { result, fields, version, endsTokens, stateAfter };
};
