import type { RefusalCode } from '../refusals/refusal.js';

/** One reason against a request: the code from the closed list, and the detail for operators. */
export interface Finding<Code extends RefusalCode = RefusalCode> {
  readonly code: Code;
  readonly detail: string;
}

/**
 * Returns a list, so that checks are joined by spreading. `detail` is a function, so that it costs
 * nothing when there is no finding.
 */
export const findingIf = <Code extends RefusalCode>(
  condition: boolean,
  code: Code,
  detail: () => string,
): Finding<Code>[] => (condition ? [{ code, detail: detail() }] : []);
