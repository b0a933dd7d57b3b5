/**
 * `npm run bench`: measures the product against the floor and the peer, on this machine, with the
 * real parts. The bench folder is not shipped. It must never report a figure from a load that
 * failed, or leave a process running.
 */
import 'reflect-metadata';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { errorMessageOf } from '../src/core/shared/error-message.js';
import { Belongings } from './belongings.js';
import type { Bench, BenchOptions, Figure, Row } from './figure.js';
import { drawPlots } from './plot.js';
import { asJson, asTable, machineNote, type Report, whenNote, writeInto } from './report.js';
import { openRig } from './rig.js';
import { rows } from './rows.js';

const document = join(import.meta.dirname, '../../docs/benchmarks.md');
/** Beside the document, which shows them. */
const plotFolder = join(import.meta.dirname, '../../docs/benchmarks');

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

const positive =
  (most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (value > 0 && value <= most) return value;
    throw new InvalidArgumentError(`It must be a number above 0, at most ${String(most)}.`);
  };

const rowNamed = (name: string, before: readonly Row[] = []): readonly Row[] => {
  const row = rows.find((known) => known.name === name);
  if (row) return [...before, row];
  throw new InvalidArgumentError(`The rows are ${rows.map((known) => known.name).join(', ')}.`);
};

interface Flags extends BenchOptions {
  readonly json?: true;
  readonly write?: true;
}

/**
 * Measures one row. Every row has a rig of its own, so that the tables that one has filled do not
 * affect another.
 */
const measureRow = async (row: Row, options: BenchOptions): Promise<[readonly Figure[], string]> => {
  say(`${row.name}: ${row.says}`);
  const belongings = new Belongings();
  const leave = (): void => {
    say('Stopping what was started.');
    void belongings.close().finally(() => process.exit(130));
  };
  // Registered before anything starts, and for every signal: otherwise a second Ctrl-C would end
  // this process before PostgreSQL.
  process.on('SIGINT', leave).on('SIGTERM', leave);
  try {
    const rig = await openRig(say, belongings);
    const bench: Bench = { rig, options, say };
    return [await row.measure(bench), machineNote(rig.versions)];
  } finally {
    await belongings.close();
    process.off('SIGINT', leave).off('SIGTERM', leave);
  }
};

const measureAll = async (wanted: readonly Row[], flags: Flags): Promise<void> => {
  const when = await whenNote(import.meta.dirname);
  const figures: Figure[] = [];
  let machine = '';
  for (const row of wanted) {
    const [measured, note] = await measureRow(row, flags);
    figures.push(...measured);
    machine = note;
  }
  const words = process.argv.slice(2);
  const command = ['npm run bench', ...(words.length > 0 ? ['--', ...words] : [])].join(' ');
  const report: Report = { machine, command, when, figures };
  process.stdout.write(flags.json ? `${asJson(report)}\n` : await asTable(report));
  if (!flags.write) return;
  await writeInto(document, report);
  await drawPlots(plotFolder, figures);
};

const program = new Command('npm run bench --')
  .description('Measures the product against the floor and the peer, on this machine, with the real parts.')
  .argument('[row...]', `one or more of ${rows.map(({ name }) => name).join(', ')}; all without`, rowNamed)
  .option('--pairs <n>', 'rounds that are kept, after those that warm up', positive(100), 5)
  .option('--seconds <n>', 'of load for each contender in each round', positive(600), 5)
  .option('--minutes <n>', 'of load before the resident size is read', positive(600), 10)
  .option('--before <commit>', 'the commit that the row before compares with', 'HEAD~1')
  .option('--json', 'JSON instead of a table')
  .option('--write', 'put the rows and their plots into docs/benchmarks.md as well')
  .addHelpText(
    'after',
    `\n${rows.map(({ name, says }) => `  ${name.padEnd(16)}${says}`).join('\n')}\n\nProgress goes to standard error, the table to standard output.`,
  )
  .action((wanted: readonly Row[] | undefined, flags: Flags) =>
    measureAll(wanted && wanted.length > 0 ? wanted : rows, flags),
  );

program.parseAsync().catch((error: unknown) => {
  say(errorMessageOf(error));
  process.exitCode = 1;
});
