import {
  type Check,
  type CheckContext,
  problem,
  type Result,
  skipped,
  type Verdict,
  worstOf,
} from './check.js';
import { databaseProblemOf } from './database-remedy.js';
import type { ExaminedDeployment } from './deployment.js';
import { describeError } from './describe-error.js';
import { ProbeTimeout } from './probe-limit.js';

/** `CheckReport`: a check, and what it found. */
export interface CheckReport extends Verdict {
  readonly check: Check;
}

export interface RunOptions {
  readonly checks: readonly Check[];
  readonly deployment: ExaminedDeployment;
  readonly eachMs: number;
  readonly wholeMs: number;
  /** Called before each check. */
  readonly progress: (check: Check, index: number) => void;
}

/** Runs one check after the other. Each has a limit of time, and so has the whole; never throws. */
export const runChecks = async (options: RunOptions): Promise<readonly CheckReport[]> => {
  const { checks, deployment, eachMs, wholeMs, progress } = options;
  const whole = AbortSignal.timeout(wholeMs);
  const found = new Map<string, Result>();
  const reports: CheckReport[] = [];
  for (const [index, check] of checks.entries()) {
    progress(check, index);
    const verdict =
      whyNot(check, found, whole) ??
      (await within(check, { deployment, signal: AbortSignal.any([whole, AbortSignal.timeout(eachMs)]) }));
    found.set(check.name, verdict.result);
    reports.push({ check, ...verdict });
  }
  return reports;
};

const whyNot = ({ after }: Check, found: ReadonlyMap<string, Result>, whole: AbortSignal): Verdict | null => {
  if (whole.aborted)
    return skipped('The time of the whole run is over.', 'Correct the other problems, and run doctor again.');
  const before = after === undefined ? 'ok' : found.get(after);
  if (before !== 'problem' && before !== 'skipped') return null;
  return skipped(`The check ${String(after)} must succeed first.`);
};

/** A check that does not end by its signal is left alone: the process ends it. */
const within = async (check: Check, context: CheckContext): Promise<Verdict> => {
  const { signal } = context;
  const timedOut = new Promise<Verdict>((resolve) => {
    signal.addEventListener(
      'abort',
      () => {
        resolve(
          problem('The check did not end in time.', 'Look for a part that hangs, and run doctor again.'),
        );
      },
      { once: true },
    );
  });
  const running = check
    .run(context)
    .catch((error: unknown): Verdict | Promise<Verdict> => (signal.aborted ? timedOut : failed(error)));
  return Promise.race([running, timedOut]);
};

const failed = (error: unknown): Verdict => {
  const words = `The check failed: ${describeError(error)}.`;
  if (error instanceof ProbeTimeout)
    return problem(words, 'A part hangs: do what the checks application, nginx-workers and listeners say.');
  return databaseProblemOf(describeError(error)) ?? problem(words, 'Correct this, and run doctor again.');
};

/** Returns the exit code of a run, as monitoring plugins have it: 0, 1 with warnings, 2 with problems. */
export const exitCodeOf = (reports: readonly CheckReport[]): 0 | 1 | 2 => {
  const worst = worstOf(reports.map(({ result }) => result));
  return worst === 'problem' ? 2 : worst === 'warning' ? 1 : 0;
};
