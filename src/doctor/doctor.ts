/**
 * This folder owns `portaria doctor`: what is known of a deployment, and how it is checked. It must never change the
 * deployment, except that it stores notices with `--notify`, or show a secret.
 */
import type { Environment } from '../config/read-settings.js';
import { checks } from './checks.js';
import { deploymentOf, type DoctorOptions } from './deployment.js';
import { withoutSecrets } from './known-secrets.js';
import { type ReportedCheck, reportedChecks } from './report.js';
import { exitCodeOf, runChecks } from './run-checks.js';

const eachMs = 10_000;
const wholeMs = 90_000;

export interface DoctorInput {
  readonly values: Environment;
  readonly options: DoctorOptions;
  readonly now: () => Date;
  /** Called before each check. */
  readonly progress: (check: string, index: number, count: number) => void;
}

/** `Diagnosis`: what every check found, without a secret of the settings. */
export interface Diagnosis {
  readonly exitCode: 0 | 1 | 2;
  readonly checks: readonly ReportedCheck[];
}

/** Runs every check. Never throws. */
export const examineDeployment = async ({
  values,
  options,
  now,
  progress,
}: DoctorInput): Promise<Diagnosis> => {
  const deployment = deploymentOf(values, options, now);
  const reports = await runChecks({
    ...{ checks, deployment, eachMs, wholeMs },
    progress: ({ name }, index) => {
      progress(name, index, checks.length);
    },
  }).finally(() => deployment.database.close());
  const safe = withoutSecrets(values);
  const reported = reportedChecks(reports, values['PORTARIA_DOCS_URL'] || null);
  return {
    exitCode: exitCodeOf(reports),
    checks: reported.map((check) => ({
      ...check,
      message: safe(check.message),
      fix: check.fix === null ? null : safe(check.fix),
    })),
  };
};
