import type { RefusalCode } from '../refusal.js';

/** One thing that speaks against a request: the closed reason, and what an operator reads. */
export interface Finding<Code extends RefusalCode = RefusalCode> {
  readonly code: Code;
  readonly detail: string;
}

/** A list, so that checks are joined by spreading; `detail` is a function, so that it costs nothing when all is well. */
export const findingIf = <Code extends RefusalCode>(
  speaksAgainst: boolean,
  code: Code,
  detail: () => string,
): Finding<Code>[] => (speaksAgainst ? [{ code, detail: detail() }] : []);
