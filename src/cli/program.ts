import { Command, type OutputConfiguration } from 'commander';
import { commandName } from '../config/invocation.js';
import { type Actor, emptyRequestContext } from '../core/audit/operation.js';
import { DryRun } from '../core/shared/dry-run.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { parseLine } from '../management/fields.js';
import type { Management } from '../management/management.js';
import { addAccountCommands } from './account.js';
import { findAccounts } from './account-argument.js';
import { addApprovalCommands } from './approval.js';
import { addAuditCommands } from './audit/audit.js';
import { addCaCommands } from './ca.js';
import { addCertificateCommands } from './certificates/certificate.js';
import { showEffect } from './changes/change-effect.js';
import { type ChangeOptions, changesOf } from './changes/run-change.js';
import type { CliContext, CliPlatform } from './cli-context.js';
import { addClientCaCommands } from './client-cas/client-ca.js';
import { addClientDoctorCommand } from './client-doctor.js';
import { addCompletionCommand } from './completion.js';
import { addCredentialCommands } from './credentials/credential.js';
import { addDoctorCommand } from './doctor.js';
import { type ExitCode, exitCodes, failureOf, SecretNotShown } from './failure.js';
import { explain, helpLayout, type HelpText } from './help.js';
import { addDatabaseCommands } from './host/database.js';
import { addDemoCommand } from './host/demo.js';
import { addInitCommand } from './host/init.js';
import { addMigrateCommand } from './host/migrate.js';
import { addNginxCommands } from './host/nginx.js';
import { addSetupCommand } from './host/setup.js';
import { addImportCommand } from './import/import.js';
import { addKeyCommands } from './key.js';
import { addNoticeCommands } from './notice.js';
import { addOperatorCommands } from './operator.js';
import { addPepperCommands } from './pepper.js';
import { addRealmUserCommands } from './realm-user.js';
import { addRefusalCommands } from './refusal.js';
import { addRoutesCommands } from './routes/routes.js';
import { isClosedByReader } from './screen/output.js';
import { Screen } from './screen/screen.js';
import type { Terminal } from './screen/terminal.js';
import { addTokenCommands } from './token.js';

interface GlobalOptions {
  readonly json?: true;
  readonly as?: string;
  readonly wide?: true;
}

const about: HelpText = {
  details: [
    'Run "portaria <command> --help" for its options and examples.',
    'An <account> is the number of an account, its whole name, its CNPJ, a client id, or the fingerprint of a certificate.',
    'Changes: --dry-run shows what a command would change. A command that takes something away asks you to confirm; scripts ' +
      'pass --yes.',
    'Output: a table on a terminal, tab-separated values in a pipe, JSON with --json. Times are UTC.',
    'Configuration: environment variables, and the env file that PORTARIA_ENV_FILE names. The environment overrides the ' +
      'file. A database URL in the environment overrides all database URLs in the file. Without PORTARIA_ENV_FILE and ' +
      'DATABASE_URL, the command reads the env file of the local stack in this folder. Commands that create a secret also ' +
      'need PORTARIA_PEPPER.',
    `Exit codes:\n${Object.entries(exitCodes)
      .map(([code, words]) => `  ${code.padEnd(2)}  ${words}`)
      .join('\n')}`,
  ],
  examples: [
    'portaria migrate',
    'portaria account create "Loja Exemplo Ltda" --tax-id 12.345.678/0001-95',
    'portaria credential create 7',
    'portaria certificate link 7 ./loja.pem',
    'portaria refusal show 5f0c6b1e9a7d4c3b8e2f1a0d9c8b7a65',
  ],
};

/**
 * Runs one command of `portaria`; `words` are the arguments after that name. Resolves to the exit
 * code; never throws.
 *
 * This folder owns the command line: arguments, output, exit codes and help. It must never decide
 * what a use case decides, or write SQL.
 */
export const runCommand = async (words: readonly string[], platform: CliPlatform): Promise<ExitCode> => {
  const program = programOf(platform);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return await exitCodeOnceWritten(platform.terminal, 0);
  } catch (error) {
    if (error instanceof DryRun) {
      showEffect(screenOf(program, platform), error.effect);
      screenOf(program, platform).print('Dry run: nothing was changed.');
      return exitCodeOnceWritten(platform.terminal, 0);
    }
    const failure = failureOf(error, platform.settingsFrom());
    if (failure.words !== null) platform.terminal.note(`portaria: ${failure.words}\n`);
    return error instanceof SecretNotShown
      ? failure.exitCode
      : exitCodeOnceWritten(platform.terminal, failure.exitCode);
  }
};

/** A command whose output is lost did not succeed, unless its reader wanted no more of it. */
const exitCodeOnceWritten = async (terminal: Terminal, exitCode: ExitCode): Promise<ExitCode> => {
  const lost = await terminal.written();
  if (lost === null || isClosedByReader(lost)) return exitCode;
  terminal.note(
    `portaria: the output could not be written and is incomplete: ${errorMessageOf(lost)}. What the command changed is ` +
      'changed. To see it, use the commands list and show.\n',
  );
  return exitCode === 0 ? 1 : exitCode;
};

/** Builds the program with all of its commands; nothing of the host is used before one runs. */
export const programOf = (platform: CliPlatform): Command => {
  const { terminal } = platform;
  const program = new Command(commandName());
  program
    .description('Manage the token gateway: accounts, credentials, certificates, keys and rejected requests.')
    .version(platform.version, '-V, --version', 'print the version')
    .option('--json', 'print JSON')
    .option('--wide', 'print wide tables without cutting any cell')
    .option('--as <name>', 'record this name in the audit trail, with your OS user name')
    .helpOption('-h, --help', 'print help with examples')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp(helpLayout(terminal.columns))
    .configureOutput(outputOf(terminal));
  explain(program, about);
  addCommands(program, platform);
  return program;
};

const outputOf = (terminal: Terminal): OutputConfiguration => ({
  writeOut: (text) => {
    terminal.out(text);
  },
  writeErr: (text) => {
    terminal.note(text);
  },
  outputError: (text, write) => {
    write(text.replace(/^error: /, 'portaria: '));
  },
});

/**
 * Every command gets the use cases of its noun. Commands of several nouns, and of none, get all use
 * cases.
 */
const addCommands = (program: Command, platform: CliPlatform): void => {
  const { whole, of } = contextsOf(program, platform);
  program.commandsGroup('Accounts:');
  addAccountCommands(program, of('accounts'));
  addCredentialCommands(program, whole);
  addCertificateCommands(program, whole);
  addRealmUserCommands(program, of('realmUsers'));
  addOperatorCommands(program, whole);
  addApprovalCommands(program, of('approvals'));
  addImportCommand(program, whole);
  program.commandsGroup('Troubleshooting:');
  addRefusalCommands(program, of('refusals'));
  addAuditCommands(program, of('audit'));
  addClientDoctorCommand(program, whole);
  addNoticeCommands(program, of('notices'));
  program.commandsGroup('Tokens, keys and CAs:');
  addTokenCommands(program, of('tokens'));
  addKeyCommands(program, of('keys'));
  addPepperCommands(program, of('keys'));
  addCaCommands(program, of('cas'));
  addClientCaCommands(program, of('clientCas'));
  program.commandsGroup('Protected APIs:');
  addRoutesCommands(program, whole);
  program.commandsGroup('Installation:');
  addInitCommand(program, whole);
  addSetupCommand(program, whole);
  addDatabaseCommands(program, whole);
  addDemoCommand(program, whole);
  addMigrateCommand(program, whole);
  addNginxCommands(program, whole);
  addDoctorCommand(program, whole);
  addCompletionCommand(program, whole);
};

interface Contexts {
  readonly whole: CliContext<Management>;
  readonly of: <Noun extends keyof Management>(noun: Noun) => CliContext<Management[Noun]>;
}

const contextsOf = (program: Command, platform: CliPlatform): Contexts => {
  const options = (): GlobalOptions => program.opts<GlobalOptions>();
  const actor = (): Actor => platform.actor(aliasIn(options()));
  const management = (): Management => {
    // An alias that cannot be stored is refused before anything is read.
    actor();
    return platform.management();
  };
  const screen = (): Screen => screenOf(program, platform);
  const whole: CliContext<Management> = {
    platform,
    screen,
    useCases: management,
    ...changesOf({
      terminal: platform.terminal,
      screen,
      executor: () => management().executor,
      caller: () => ({
        ...emptyRequestContext,
        actor: actor(),
        managesOperators: true,
        managesResourceServers: true,
      }),
      options: optionsOfRunning(program, (text) => management().accounts.find.run(text)),
    }),
  };
  return { whole, of: (noun) => ({ ...whole, useCases: () => management()[noun] }) };
};

const screenOf = (program: Command, { terminal }: CliPlatform): Screen => {
  const { json = false, wide = false } = program.opts<GlobalOptions>();
  return new Screen(terminal, json, wide);
};

/** Returns the options of the command that runs: known once it begins, when its accounts are found as well. */
const optionsOfRunning = (
  program: Command,
  find: (text: string) => Promise<string>,
): (() => ChangeOptions) => {
  let running = program;
  program.hook('preAction', async (_, command) => {
    running = command;
    await findAccounts(command, find);
  });
  return () => running.opts<ChangeOptions>();
};

/** An alias is stored permanently, and shown on terminals. Throws `ManagementError('invalid')`. */
const aliasIn = ({ as: alias }: GlobalOptions): string | null =>
  alias === undefined ? null : parseLine(alias, '--as');
