import { type PublicProblem, Refusal } from '../core/refusals/refusal.js';
import type { Finding } from '../core/tokens/finding.js';

/** Returns the refusal that names the first finding and details all of them. */
export const refusalFor = (findings: readonly Finding[], publicDetail: PublicProblem = {}): Refusal => {
  const [worst, ...others] = findings;
  return new Refusal(
    worst?.reason ?? 'internal',
    findings.map(({ detail }) => detail).join('; '),
    publicDetail,
  ).withOtherReasons(
    // The chain and the certificate itself can have the same one.
    [...new Set(others.map(({ reason }) => reason))].filter((reason) => reason !== worst?.reason),
  );
};
