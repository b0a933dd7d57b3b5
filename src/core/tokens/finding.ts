import type { RefusalReason } from '../refusals/refusal.js';

/** One finding against a request: the reason from the closed list, and the detail for operators. */
export interface Finding<Reason extends RefusalReason = RefusalReason> {
  readonly reason: Reason;
  readonly detail: string;
}

/**
 * Returns a list, so that checks are joined by spreading. `detail` is a function, so that it costs
 * nothing when there is no finding.
 */
export const findingIf = <Reason extends RefusalReason>(
  condition: boolean,
  reason: Reason,
  detail: () => string,
): Finding<Reason>[] => (condition ? [{ reason, detail: detail() }] : none);

/** One for all: a good request has some twenty of them. Frozen, because they share it. */
const none: never[] = [];
Object.freeze(none);
