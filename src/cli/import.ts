import { type Command, Option } from 'commander';
import { ManagementError } from '../core/shared/management-error.js';
import type { ImportOutcome } from '../management/onboarding/import-account.js';
import type { OnboardingUseCases } from '../management/onboarding/onboarding-use-cases.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { csvRecords } from './import-csv.js';
import { importInputFrom, type ImportRecord, jsonRecords } from './import-line.js';
import { ImportRepeats } from './import-repeats.js';
import { readLines } from './inputs.js';
import type { Column } from './screen.js';

/** What became of one line of the file. */
interface LineReport {
  readonly line: number;
  readonly outcome: ImportOutcome['outcome'] | 'could be imported' | 'failed';
  readonly account: string | null;
  readonly clientIds: readonly string[];
  readonly problem: string | null;
}

const columns: readonly Column<LineReport>[] = [
  { head: 'line', cell: ({ line }) => line, width: 6 },
  { head: 'outcome', cell: ({ outcome }) => outcome, width: 17 },
  { head: 'account', cell: ({ account }) => account, width: 7 },
  { head: 'client ids', cell: ({ clientIds }) => clientIds, width: 20 },
  { head: 'problem', cell: ({ problem }) => problem },
];

type ImportFormat = 'jsonl' | 'csv';

interface ImportOptions {
  readonly dryRun?: boolean;
  readonly format?: ImportFormat;
}

const progressEvery = 1000;

/** `portaria import`. */
export const addImportCommand = (program: Command, context: CliContext<OnboardingUseCases>): void => {
  const verb = program
    .command('import <file>')
    .description('take over accounts with credentials and certificates from CSV or JSON Lines')
    .option('--dry-run', 'say what would become of each line, and change nothing')
    .addOption(
      new Option('--format <format>', 'of the file (default: csv if its name ends so, else jsonl)').choices([
        'jsonl',
        'csv',
      ]),
    )
    .action((file: string, options: ImportOptions) => importFile(context, file, options));
  explain(verb, {
    details: [
      'CSV: one account with one credential in each row, separated by commas, semicolons or tabs. The first line names the ' +
        'columns: name (or account, the number of one that is there), clientId, and secret or digest; if wanted taxId, scopes, ' +
        'networks, taxIdOnCertificate, label, credentialScopes, expiresAt, contracts, certificate (PEM in quotes), shared. Lists ' +
        'in a cell are separated by spaces.',
      'JSON Lines: one account on each line (- reads the standard input), which is taken over whole or not at all:',
      '{"account": {"name": "Loja", "taxId": "12345678000195"}, "credentials": [{"clientId": "loja-1", "secrets": ' +
        '[{"secret": "..."}], "contracts": ["avista:tls"]}], "certificates": ["-----BEGIN CERTIFICATE-----\\n..."]}',
      'Required: account (of a new one its name), credentials (at least one), and of each its clientId and 1 or 2 secrets. All ' +
        'else may be left out.',
      'account may be the number of one that is there, as a string. Further fields of account: scopes, networks, ' +
        'taxIdOnCertificate; of a credential: label, scopes, expiresAt; of the line: shared, for certificates that other ' +
        'accounts have. A secret is its text, or {"digest": "..."} as argon2id (PHC), bcrypt or PBKDF2 (PHC, passlib, Django).',
      'The report has a line for each line. Run it again after what failed was mended: what is there already, just as the line says ' +
        'it, is left alone. A client id that is there with another account or another secret fails, and so does one that stands ' +
        'in two lines.',
    ],
    examples: ['portaria import --dry-run ./merchants.csv', 'portaria import ./merchants.jsonl > report.tsv'],
  });
};

const importFile = async (
  context: CliContext<OnboardingUseCases>,
  file: string,
  { dryRun = false, format = file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl' }: ImportOptions,
): Promise<void> => {
  const screen = context.screen();
  // Before anything is read: the configuration may be missing.
  context.useCases();
  const counts = { done: 0, failed: 0 };
  const report = screen.stream(columns);
  const repeats = new ImportRepeats(context.host.inspector);
  const lines = refuseOtherFiles(readLines(file, context.host.terminal), format);
  let read = 0;
  for await (const record of format === 'csv' ? csvRecords(lines) : jsonRecords(lines)) {
    const done = await reportOn({ context, repeats }, record, dryRun);
    counts[done.problem === null ? 'done' : 'failed'] += 1;
    report(done);
    read += 1;
    if (read % progressEvery === 0) screen.print(`${String(read)} accounts read.`);
  }
  screen.print(summarize(counts, dryRun));
  if (counts.failed > 0) {
    throw new ManagementError('refused', `${counts.failed} line(s) failed; the report says why`, null);
  }
};

/** A file of another kind is one mistake, and not one in each of its lines. */
async function* refuseOtherFiles(lines: AsyncIterable<string>, format: ImportFormat): AsyncGenerator<string> {
  let isFirst = true;
  for await (const text of lines) {
    if (isFirst) refuseOtherFile(text, format);
    isFirst = false;
    yield text;
  }
}

const refuseOtherFile = (text: string, format: ImportFormat): void => {
  if (format === 'jsonl' && /^\ufeff?"?(name|account|client_?id|cnpj|tax_?id)"?[;,\t]/i.test(text))
    throw new ManagementError('invalid', 'file: this looks like CSV; add --format csv', 'file');
  if (!/[\u0000-\u0008\ufffd]|^-----BEGIN |^MI[A-Za-z0-9+/]+=*\s*$/.test(text)) return;
  const key = text.includes('PRIVATE KEY') ? '; it is a private key, which must stay secret' : '';
  const words =
    format === 'csv'
      ? 'this is no CSV in UTF-8, whose first line names the columns; in a spreadsheet save it as "CSV UTF-8"'
      : 'this is no JSON Lines file, which is text in UTF-8 with an object on each line';
  throw new ManagementError('invalid', `file: ${words}${key} (nothing was kept)`, 'file');
};

const reportOn = async (
  { context, repeats }: { readonly context: CliContext<OnboardingUseCases>; readonly repeats: ImportRepeats },
  record: ImportRecord,
  dryRun: boolean,
): Promise<LineReport> => {
  const { line } = record;
  try {
    const input = importInputFrom(record);
    repeats.refuse(line, input);
    const { importAccount } = context.useCases();
    const done = await (dryRun ? context.dryRun(importAccount, input) : context.change(importAccount, input));
    const { outcome, accountId, clientIds } = done;
    if (outcome === 'imported' && dryRun) {
      const account = typeof input.account === 'string' ? accountId : null;
      return { line, outcome: 'could be imported', account, clientIds, problem: null };
    }
    return { line, outcome, account: accountId, clientIds, problem: null };
  } catch (error) {
    // Without a database the next line would fail as well.
    if (!(error instanceof ManagementError) || error.code === 'unavailable') throw error;
    return { line, outcome: 'failed', account: null, clientIds: [], problem: error.message };
  }
};

const summarize = (
  { done, failed }: { readonly done: number; readonly failed: number },
  dryRun: boolean,
): string =>
  `${done} line(s) ${dryRun ? 'could be imported' : 'are imported'} or were there already, ${failed} failed.` +
  (dryRun ? ' Nothing was changed.' : '');
