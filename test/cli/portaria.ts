import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { migrations } from '../../migrations/list.js';
import { replaceFile } from '../../src/cli/deployment/replace-file.js';
import { runCommand } from '../../src/cli/program.js';
import { linesOf, newFileOf, splitLines } from '../../src/cli/screen/lines.js';
import { newFile } from '../../src/cli/screen/written-files.js';
import { loadMigrationConfig } from '../../src/config/config.js';
import type { Environment } from '../../src/config/read-settings.js';
import { X509Parser } from '../../src/crypto/certificates/x509-parser.js';
import { Sha256AuditHasher } from '../../src/crypto/sha256-audit-hasher.js';
import { VerifyAuditCopy } from '../../src/management/audit/verify-audit-copy.js';
import { InspectCertificate } from '../../src/management/certificates/inspect-certificate.js';
import type { Management } from '../../src/management/management.js';
import { migrate, missingMigrations } from '../../src/storage/maintenance/migrator.js';
import { PostgresAuditArchive } from '../../src/storage/maintenance/postgres-audit-archive.js';
import { restampAccounts } from '../../src/storage/maintenance/restamp-accounts.js';
import { toManagementError } from '../../src/storage/transaction/database-failure.js';
import { openTestManagement, tester, type TestManagement } from '../management/open-test-management.js';
import { inheritedEnvironment } from '../support/processes.js';
import { commandLine } from '../support/programs.js';

/** How a command ended. */
export interface Ended {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
  /** The output as JSON. */
  json(): unknown;
}

export interface Run {
  /** A terminal of this many columns; without it the output is a pipe. */
  readonly columns?: number;
  readonly stdin?: string;
  /** What the person at the terminal types when asked; without it there is no terminal to ask at. */
  readonly answer?: string;
  /** Settings instead of those of its own database. */
  readonly settings?: Environment;
  /** By how much the clock of this machine is ahead. */
  readonly aheadMs?: number;
}

/** `portaria` with a database of its own. */
export interface Portaria extends TestManagement {
  /** Runs one command in this process, with the words as a shell would split them. */
  run(words: string, run?: Run): Promise<Ended>;
  /** The same, with words that have spaces in them. */
  runWords(words: readonly string[], run?: Run): Promise<Ended>;
}

export const openPortaria = async (): Promise<Portaria> => {
  const opened = await openTestManagement();
  const runWords = (words: readonly string[], run: Run = {}): Promise<Ended> =>
    runOn(opened.whole, words, { settings: settingsOf(opened), ...run });
  return { ...opened, runWords, run: (words, run) => runWords(words.split(' '), run) };
};

/** `portaria` with the management of a database that is open already. */
export const commandOn =
  (management: Management) =>
  (words: string, run: Run = {}): Promise<Ended> =>
    runOn(management, words.split(' '), run);

const settingsOf = ({ database, pepper }: TestManagement): Environment => ({
  DATABASE_URL: database.appUrl,
  MIGRATION_DATABASE_URL: database.ownerUrl,
  PORTARIA_PEPPER: pepper.toString('base64'),
});

const runOn = async (
  management: Management,
  words: readonly string[],
  { columns, stdin = '', settings = {}, answer, aheadMs = 0 }: Run,
): Promise<Ended> => {
  let [out, err] = ['', ''];
  const exitCode = await runCommand(words, {
    version: '1.2.3',
    terminal: {
      columns: columns ?? null,
      out: (text) => (out += text),
      written: () => Promise.resolve(null),
      note: (text) => (err += text),
      ask:
        answer === undefined
          ? null
          : (question) => {
              err += question;
              return Promise.resolve(answer);
            },
      prompts: null,
      readFile: (path) => readFile(path, 'utf8'),
      readStdin: () => Promise.resolve(stdin),
      newFile,
      replaceFile,
      linesOf: (path) => (path === '-' ? splitLines(Readable.from([stdin])) : linesOf(path)),
      stream: async (lines, path) => {
        if (path !== null) return newFileOf(path, lines);
        for await (const line of lines) out += `${line}\n`;
      },
    },
    inspector: new InspectCertificate(new X509Parser()),
    auditCopies: new VerifyAuditCopy(new Sha256AuditHasher()),
    management: () => management,
    actor: () => tester.actor,
    migrate: (progress) =>
      migrate(loadMigrationConfig(settings).url, migrations, progress).catch((error: unknown) => {
        throw toManagementError(error);
      }),
    missingMigrations: () =>
      missingMigrations(loadMigrationConfig(settings).url, migrations).catch((error: unknown) => {
        throw toManagementError(error);
      }),
    restampAccounts: (progress) => restampAccounts(loadMigrationConfig(settings), progress),
    auditArchive: () => new PostgresAuditArchive(loadMigrationConfig(settings)),
    settings: () => settings,
    now: () => new Date(Date.now() + aheadMs),
    settingsFrom: () => null,
  });
  return ended(exitCode, out, err);
};

const ended = (exitCode: number, out: string, err: string): Ended => ({
  exitCode,
  out,
  err,
  json: (): unknown => JSON.parse(out),
});

export interface ProcessRun {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly stdin?: string;
}

/** Runs the compiled `portaria` in a process of its own, with nothing in its environment but what is given. */
export const runProcess = (
  words: readonly string[],
  { env = {}, cwd, stdin = '' }: ProcessRun = {},
): Promise<Ended> =>
  new Promise((resolve) => {
    const options = { env: { ...inheritedEnvironment, ...env }, ...(cwd !== undefined && { cwd }) };
    const child = execFile(process.execPath, [commandLine, ...words], options, (error, out, err) => {
      resolve(ended(error ? Number(error.code) : 0, out, err));
    });
    child.stdin?.end(stdin);
  });
