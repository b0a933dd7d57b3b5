import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { readResults, resultsVariable } from './fault-result.js';
import { faultNames } from './faults.js';
import { introduction } from './introduction.js';
import { sectionsOf, withResults } from './report.js';
import { runDetailsOf } from './run-details.js';

const root = join(import.meta.dirname, '../../..');
const document = join(root, 'docs/reliability.md');

/** How often and how long the faults are made for the published report; the tests alone do less. */
const fullSize: Readonly<Record<string, string>> = {
  PORTARIA_FAULTS_KILL_ROUNDS: '4',
  PORTARIA_FAULTS_TRIALS: '50',
  PORTARIA_FAULTS_HANG_SECONDS: '75',
  PORTARIA_FAULTS_STANDBY_SECONDS: '75',
  PORTARIA_FAULTS_FAILOVER_ROUNDS: '10',
  PORTARIA_FAULTS_REQUESTS: '100000',
};

interface Flags {
  readonly full?: boolean;
  readonly write?: boolean;
}

const runTests = (words: readonly string[], environment: Readonly<Record<string, string>>): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn('vitest', ['run', '--project', 'faults', ...words], {
      cwd: root,
      stdio: ['inherit', 2, 2],
      env: {
        ...environment,
        ...process.env,
        TEST_BUNDLE: '1',
        [resultsVariable]: environment[resultsVariable],
      },
    });
    child.once('error', reject);
    child.once('exit', (code) => {
      resolve(code ?? 1);
    });
  });

const runFaults = async (words: readonly string[], flags: Flags): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-faults-results-'));
  try {
    const runDetails = await runDetailsOf(root, process.argv.slice(2));
    process.exitCode = await runTests(words, { ...(flags.full && fullSize), [resultsVariable]: folder });
    const results = await readResults(folder);
    const made = new Set(results.map(({ fault }) => fault));
    const missing = faultNames.filter((fault) => !made.has(fault));
    // With words, only the files that match them run.
    if (words.length === 0 && missing.length > 0)
      throw new Error(`no test made these faults: ${missing.join(', ')}`);
    const sections = sectionsOf(results, runDetails);
    process.stdout.write([...sections.values()].map((section) => `${section}\n\n`).join(''));
    if (!flags.write) return;
    const page = await readFile(document, 'utf8').catch(() => '');
    await writeFile(document, await withResults(page, introduction, sections));
  } finally {
    await rm(folder, { recursive: true });
  }
};

const program = new Command('npm run faults --')
  .description(
    'Makes faults in whole stacks under load, and compares what clients got with what is recorded.',
  )
  .argument('[file...]', 'parts of the names of test files, such as kills; all without')
  .option('--full', 'as often and as long as for the published report; about 40 minutes')
  .option('--write', 'also write the report into docs/reliability.md')
  .addHelpText(
    'after',
    '\nProgress goes to standard error, the report to standard output. The failover tests need Debian’s\n' +
      'postgresql, patroni, etcd-server and pgbouncer; the scan of the listeners needs testssl.sh.',
  )
  .action(runFaults);

program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
