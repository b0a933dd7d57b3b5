import { format } from 'prettier';
import type { FaultResult } from './fault-result.js';
import {
  type FaultName,
  faultNames,
  faults,
  notTried,
  type Subject,
  subjectNames,
  subjects,
} from './faults.js';

/** Where and with what the faults were made. */
export interface RunDetails {
  /** The command as it is typed. */
  readonly command: string;
  /** Day, commit, and how busy the machine was. */
  readonly when: string;
  readonly machine: string;
}

const milliseconds = (value: number | null): string =>
  value === null ? '-' : value >= 10_000 ? `${(value / 1000).toFixed(1)} s` : `${value.toFixed(0)} ms`;

const statuses = ({ requests }: FaultResult): string => {
  const counts = Object.entries(requests).sort(([one], [other]) => one.localeCompare(other));
  return counts.length === 0 ? '-' : counts.map(([status, n]) => `${status}: ${String(n)}`).join(', ');
};

const verdict = ({ problem, skipped }: FaultResult): string =>
  skipped !== null ? 'not run' : problem === null ? 'met' : '**not met**';

const heads = ['fault', 'rounds', 'requests', 'tokens', 'without record', 'slowest', 'back after', 'verdict'];

const cells = (result: FaultResult): string[] => [
  result.fault,
  String(result.rounds),
  statuses(result),
  String(result.tokens?.received ?? '-'),
  String(result.tokens?.withoutRecord ?? '-'),
  milliseconds(result.slowestMs),
  milliseconds(result.backAfterMs),
  verdict(result),
];

/** The words of an error are not Markdown. */
const quoted = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll(/\s+/g, ' ')}\``;

const remarks = (result: FaultResult): string[] => [
  `- **${result.fault}**: ${faults[result.fault].broken}`,
  ...result.notes.map((note) => `  - ${note}`),
  ...(result.skipped === null ? [] : [`  - Not run: ${result.skipped}`]),
  ...(result.problem === null ? [] : [`  - Not met: ${quoted(result.problem)}`]),
];

const faultsOf = (subject: Subject): FaultName[] =>
  faultNames.filter((fault) => faults[fault].subject === subject);

const row = (values: readonly string[]): string => `| ${values.join(' | ')} |`;

/** Returns the part of the page about one subject, without its heading. */
const sectionOf = (results: readonly FaultResult[], runDetails: RunDetails): string => {
  const { command, when, machine } = runDetails;
  const seconds =
    (Math.max(...results.map(({ endedAtMs }) => endedAtMs)) -
      Math.min(...results.map(({ startedAtMs }) => startedAtMs))) /
    1000;
  return [
    `\`${command}\`, ${when}, ${seconds.toFixed(0)} s, on ${machine}:`,
    '',
    row(heads),
    row(heads.map(() => '---')),
    ...results.map((result) => row(cells(result))),
    '',
    ...results.flatMap(remarks),
  ].join('\n');
};

/** A fault that the suite makes, and that no written run has made yet. */
const sectionWithoutRun = (subject: Subject): string =>
  [
    'No run of these faults was written into this page yet.',
    '',
    row(heads),
    row(heads.map(() => '---')),
    ...faultsOf(subject).map((fault) => row([fault, ...heads.slice(2).map(() => '-'), 'not run'])),
    '',
    ...faultsOf(subject).map((fault) => `- **${fault}**: ${faults[fault].broken}`),
  ].join('\n');

const marksOf = (subject: Subject): readonly [string, string] => [
  `<!-- subject ${subject}: begin -->`,
  `<!-- subject ${subject}: end -->`,
];

/** Splits a page at the marks of a subject; null if it has none. */
const splitAt = (page: string, subject: Subject): readonly [string, string, string] | null => {
  const [begin, end] = marksOf(subject);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) return null;
  return [page.slice(0, from + begin.length), page.slice(from + begin.length, to), page.slice(to)];
};

/** The page before its first run: a heading, the target and a place for each subject. */
const emptyPage = (introduction: string): string =>
  [
    introduction,
    '## What is not tried',
    notTried.map((each) => `- ${each}`).join('\n'),
    '## Results',
    ...subjectNames.map((subject) =>
      [
        `### ${subjects[subject].title}`,
        `Target: ${subjects[subject].target}`,
        marksOf(subject).join('\n\n'),
      ].join('\n\n'),
    ),
  ].join('\n\n');

/**
 * Returns the page with the sections of these results. The sections of other subjects stay: each
 * says when it was made.
 *
 * @throws Error when only a part of the faults of a subject was made
 */
export const withResults = async (
  page: string,
  introduction: string,
  sections: ReadonlyMap<Subject, string>,
): Promise<string> => {
  let text = emptyPage(introduction);
  for (const subject of subjectNames) {
    const parts = splitAt(text, subject);
    if (!parts) throw new Error(`the page has no place for ${subject}`);
    const kept = splitAt(page, subject)?.[1].trim();
    const section = sections.get(subject) ?? (kept || sectionWithoutRun(subject));
    text = `${parts[0]}\n\n${section}\n\n${parts[2]}`;
  }
  return format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' });
};

/** Returns the sections of a run, by subject. @throws Error if a run made only some faults of a subject */
export const sectionsOf = (
  results: readonly FaultResult[],
  runDetails: RunDetails,
): ReadonlyMap<Subject, string> => {
  const made = new Set(results.map(({ fault }) => fault));
  const sections = new Map<Subject, string>();
  for (const subject of new Set(results.map(({ fault }) => faults[fault].subject))) {
    const missing = faultsOf(subject).filter((fault) => !made.has(fault));
    if (missing.length > 0)
      throw new Error(
        `"${subjects[subject].title}" lacks ${missing.join(', ')}. Run ${filesOf(missing)} too.`,
      );
    sections.set(
      subject,
      sectionOf(
        results.filter(({ fault }) => faults[fault].subject === subject),
        runDetails,
      ),
    );
  }
  return sections;
};

const filesOf = (names: readonly FaultName[]): string =>
  [...new Set(names.map((name) => faults[name].file))].join(' ');

/** Returns the names of the faults in the tables of a page. */
export const faultsInPage = (page: string): readonly string[] =>
  page
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| fault ') && !line.startsWith('| ---'))
    .map((line) => (line.split('|')[1] ?? '').trim());
