import { type Result, results } from './check.js';
import type { CheckReport } from './run-checks.js';

const checksPage = 'how-to/operator/check-a-deployment';
const shown: Readonly<Record<Result, string>> = {
  ok: 'OK',
  skipped: 'SKIPPED',
  warning: 'WARNING',
  problem: 'PROBLEM',
};
const width = Math.max(...Object.values(shown).map((word) => word.length));

/** `ReportedCheck`: a check as programs read it. */
export interface ReportedCheck {
  readonly name: string;
  readonly result: Result;
  readonly message: string;
  readonly fix: string | null;
  readonly page: string;
}

/** Returns what programs read. `docsUrl`: the address of the documentation; `null`: its files are named. */
export const reportedChecks = (
  reports: readonly CheckReport[],
  docsUrl: string | null,
): readonly ReportedCheck[] =>
  reports.map(({ check: { name, page = checksPage }, result, sentence, fix }) => ({
    name,
    result,
    message: sentence,
    fix,
    page: docsUrl === null ? `docs/${page}.md` : `${docsUrl}/${page.replace(/README$/, '')}`,
  }));

/** Returns what people read: a line for each check, with the fix and the page below what is not ok. */
export const reportText = (reported: readonly ReportedCheck[]): string => {
  const nameWidth = Math.max(...reported.map(({ name }) => name.length));
  const indent = ' '.repeat(width + nameWidth + 4);
  const lines = reported.flatMap(({ name, result, message, fix, page }) => [
    `${shown[result].padEnd(width)}  ${name.padEnd(nameWidth)}  ${message}`,
    ...(fix === null ? [] : [`${indent}Fix: ${fix}`]),
    ...(result === 'ok' || result === 'skipped' ? [] : [`${indent}See: ${page}`]),
  ]);
  return [...lines, '', countsOf(reported), ''].join('\n');
};

const countsOf = (reported: readonly ReportedCheck[]): string => {
  const counts = results
    .toReversed()
    .map((result) => ({ result, count: reported.filter((each) => each.result === result).length }))
    .filter(({ count }) => count > 0)
    .map(
      ({ result, count }) =>
        `${String(count)} ${result === 'ok' || result === 'skipped' || count === 1 ? result : `${result}s`}`,
    );
  return `${counts.join(', ')}.`;
};
