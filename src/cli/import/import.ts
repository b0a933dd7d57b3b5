import { type Command, Option } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ImportOutcome } from '../../management/onboarding/import-account.js';
import type { ImportAccountInput } from '../../management/onboarding/import-input.js';
import type { CliContext, ImportCommands } from '../cli-context.js';
import { explain } from '../help.js';
import { readLines } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import { csvRecords } from './import-csv.js';
import { importInputFrom, type ImportRecord, jsonRecords } from './import-line.js';
import { ImportRepeats } from './import-repeats.js';

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

/**
 * `portaria import`.
 *
 * This folder owns the reading of a file of accounts, one line each; it must never stop at a bad line, or repeat what
 * an earlier run did.
 */
export const addImportCommand = (program: Command, context: CliContext<ImportCommands>): void => {
  const verb = program
    .command('import <file>')
    .description('import accounts and credentials from CSV or JSON Lines')
    .option('--dry-run', 'show the outcome of each line, without changing anything')
    .addOption(
      new Option('--format <format>', 'format of the file (default: csv for *.csv, else jsonl)').choices([
        'jsonl',
        'csv',
      ]),
    )
    .action((file: string, options: ImportOptions) => importFile(context, file, options));
  explain(verb, {
    details: [
      'CSV: each row has one account with one credential. Cells are separated by commas, semicolons or tabs. The first line ' +
        'names the columns. Required: name (of a new account) or account (an existing one); clientId; secret or digest. ' +
        'Optional: taxId, scopes, networks, taxIdOnCertificate, label, credentialScopes, expiresAt, contracts, certificate ' +
        '(PEM in quotes), shared. Separate the items of a list in a cell by spaces.',
      'JSON Lines: each line has one account (- reads standard input), which is imported as a whole or not at all:',
      '{"account": {"name": "Loja", "taxId": "12345678000195"}, "credentials": [{"clientId": "loja-1", "secrets": ' +
        '[{"secret": "..."}], "contracts": ["avista:tls"]}], "certificates": ["-----BEGIN CERTIFICATE-----\\n..."]}',
      'Required fields: account (for a new one its name), at least one credential, and for each credential its clientId and 1 ' +
        'or 2 secrets. Optional fields of account: taxId, scopes, networks, taxIdOnCertificate; of a credential: label, ' +
        'scopes, expiresAt, contracts; of the line: certificates, shared (for certificates that other accounts have).',
      'An existing account is a string: its number, whole name, CNPJ, a client id or a certificate fingerprint. A secret is its ' +
        'text, or {"digest": "..."} as argon2id (PHC), bcrypt or PBKDF2 (PHC, passlib, Django).',
      'The report has one line for each account. Correct the lines that failed, and run the import again: lines that ' +
        'are already imported are left alone. A client id fails if it exists with another account or secret, or occurs in two lines.',
    ],
    examples: ['portaria import --dry-run ./merchants.csv', 'portaria import ./merchants.jsonl > report.tsv'],
  });
};

const importFile = async (
  context: CliContext<ImportCommands>,
  file: string,
  { dryRun = false, format = file.toLowerCase().endsWith('.csv') ? 'csv' : 'jsonl' }: ImportOptions,
): Promise<void> => {
  const screen = context.screen();
  // Before anything is read: the configuration may be missing.
  context.useCases();
  const counts = { done: 0, failed: 0 };
  const report = screen.stream(columns);
  const repeats = new ImportRepeats(context.platform.inspector);
  const lines = refuseOtherFiles(readLines(file, context.platform.terminal), format);
  let read = 0;
  for await (const record of format === 'csv' ? csvRecords(lines) : jsonRecords(lines)) {
    const done = await reportOn({ context, repeats }, record, dryRun);
    counts[done.problem === null ? 'done' : 'failed'] += 1;
    report(done);
    read += 1;
    if (read % progressEvery === 0) screen.print(`${String(read)} lines done.`);
  }
  screen.print(summarize(counts, dryRun));
  if (counts.failed > 0) {
    throw new ManagementError(
      'refused',
      `${counts.failed} line(s) failed. The report has the problem of each`,
      null,
    );
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
    throw new ManagementError('invalid', 'file: this looks like CSV. Add --format csv', 'file');
  if (!/[\u0000-\u0008\ufffd]|^-----BEGIN |^MI[A-Za-z0-9+/]+=*\s*$/.test(text)) return;
  const key = text.includes('PRIVATE KEY') ? '. It has a private key, which must stay secret' : '';
  const words =
    format === 'csv'
      ? 'this is not CSV in UTF-8 with a first line that names the columns. In a spreadsheet, save it as "CSV UTF-8"'
      : 'this is not a JSON Lines file: UTF-8 text with one object on each line';
  throw new ManagementError('invalid', `file: ${words}${key}. Nothing was stored`, 'file');
};

const reportOn = async (
  { context, repeats }: { readonly context: CliContext<ImportCommands>; readonly repeats: ImportRepeats },
  record: ImportRecord,
  dryRun: boolean,
): Promise<LineReport> => {
  const { line } = record;
  try {
    const input = await withAccountFound(context, importInputFrom(record));
    repeats.refuse(line, input);
    const { importAccount } = context.useCases().onboarding;
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

/** An existing account may be named in every way that a command takes. */
const withAccountFound = async (
  context: CliContext<ImportCommands>,
  input: ImportAccountInput,
): Promise<ImportAccountInput> =>
  typeof input.account === 'string'
    ? { ...input, account: await context.useCases().accounts.find.run(input.account) }
    : input;

const summarize = (
  { done, failed }: { readonly done: number; readonly failed: number },
  dryRun: boolean,
): string =>
  `${done} line(s) ${dryRun ? 'could be imported' : 'were imported'} or already existed, ${failed} failed.` +
  (dryRun ? ' Nothing was changed.' : '');
