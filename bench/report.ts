/** The table, for people, for documents and for programs. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, loadavg, release, totalmem, type } from 'node:os';
import { format, resolveConfig } from 'prettier';
import { run } from '../src/cli/deployment/programs.js';
import { type Figure, isMet } from './figure.js';

export interface Report {
  readonly machine: string;
  /** The command as it is typed. */
  readonly command: string;
  /** Day and commit. */
  readonly when: string;
  readonly figures: readonly Figure[];
}

/**
 * Describes the machine of the figures. Absolute figures are valid for this machine and this day
 * only; ratios carry over better.
 */
export const machineNote = (versions: Readonly<Record<string, string>>): string => {
  const [processor] = cpus();
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return [
    `${String(cpus().length)} x ${processor?.model.trim() ?? 'unknown processor'}`,
    `${String(gibibytes)} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    ...Object.entries(versions).map(([name, version]) => `${name} ${version}`),
    'load generator, NGINX, application and PostgreSQL on the same cores',
  ].join(', ');
};

/** Returns the day, the commit, whether any file has changed since, and how busy the machine is. */
export const whenNote = async (folder: string): Promise<string> => {
  const git = async (...words: string[]): Promise<string> =>
    (await run('git', ['-C', folder, ...words])).stdout.trim();
  const commit = await git('rev-parse', '--short=12', 'HEAD').catch(() => null);
  const changed = commit !== null && (await git('status', '--porcelain')) !== '';
  const day = new Date().toISOString().slice(0, 10);
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `${day}, commit ${commit ?? 'unknown'}${changed ? ' with changes' : ''}, load average ${load} at the start`;
};

const written = (value: number, { unit }: Figure): string => {
  if (unit === 'MB') return `${value.toFixed(0)} MB`;
  return unit === 's' ? `${value.toFixed(2)} s` : `${value.toFixed(2)} x`;
};

const heads = ['what', 'median', 'spread', 'target', 'met'];

const cells = (figure: Figure): string[] => {
  const { spread, target } = figure;
  return [
    figure.what,
    written(spread.median, figure),
    `${written(spread.least, figure)} to ${written(spread.most, figure)}`,
    `${target.every ? 'every ' : ''}${target.direction} ${written(target.value, figure)}`,
    isMet(figure) ? 'yes' : 'no',
  ];
};

export const asJson = (report: Report): string =>
  JSON.stringify(
    { ...report, figures: report.figures.map((figure) => ({ ...figure, met: isMet(figure) })) },
    null,
    2,
  );

const asMarkdown = (report: Report): string =>
  [
    `\`${report.command}\`, ${report.when}, on ${report.machine}:`,
    '',
    `| ${heads.join(' | ')} |`,
    `| ${heads.map(() => '---').join(' | ')} |`,
    ...report.figures.map((figure) => `| ${cells(figure).join(' | ')} |`),
    '',
    ...report.figures.flatMap(({ notes }) => notes).map((note) => `- ${note}`),
  ].join('\n');

/** Writes the table for a person's screen: the one of the document, with its columns aligned. */
export const asTable = (report: Report): Promise<string> =>
  format(asMarkdown(report), { parser: 'markdown', proseWrap: 'preserve' });

const marksOf = (row: string): readonly [string, string] => [
  `<!-- row ${row}: begin -->`,
  `<!-- row ${row}: end -->`,
];

/**
 * Writes each row into its place in a document, between its two marks, formatted like the
 * repository. The other rows stay: each says when it was measured.
 */
export const writeInto = async (file: string, report: Report): Promise<void> => {
  let text = await readFile(file, 'utf8');
  for (const row of new Set(report.figures.map((figure) => figure.row))) {
    const [begin, end] = marksOf(row);
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from)
      throw new Error(`${file} has no place for the row ${row} (${begin} ... ${end}).`);
    const figures = report.figures.filter((figure) => figure.row === row);
    const kept = [text.slice(0, from + begin.length), text.slice(to)];
    text = kept.join(`\n\n${asMarkdown({ ...report, figures })}\n\n`);
  }
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
};
