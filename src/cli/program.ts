import { Command } from 'commander';
import { commandName } from '../config/invocation.js';
import { line } from '../management/fields.js';
import { addAccountCommands } from './account.js';
import { addAuditCommands } from './audit.js';
import { addAuthorityCommands } from './authority.js';
import { addCertificateCommands } from './certificate.js';
import { addClientCaCommands } from './client-ca.js';
import { addCredentialCommands } from './credential.js';
import { addDeploymentCommands } from './deployment.js';
import type { CommandHouse, Desk } from './desk.js';
import { type ExitCode, exitCodes, failureOf } from './failure.js';
import { addImportCommand } from './import.js';
import { addInitCommand } from './init.js';
import { type Explanation, explain, helpLayout } from './help.js';
import { addKeyCommands } from './key.js';
import { addMigrateCommand } from './migrate.js';
import { addOperatorCommands } from './operator.js';
import { addRealmUserCommands } from './realm-user.js';
import { addPepperCommands } from './pepper.js';
import { addRefusalCommands } from './refusal.js';
import { addRoutesCommands } from './routes.js';
import { addTokenCommands } from './token.js';
import { Screen } from './screen.js';

interface GlobalOptions {
  readonly json?: true;
  readonly as?: string;
}

const about: Explanation = {
  says: [
    'Configuration: the environment, or the env file that PORTARIA_ENV_FILE names, or .portaria/portaria.env of the ' +
      'current directory, which the local stack writes. Needed: DATABASE_URL, and where a secret is made PORTARIA_PEPPER.',
    'Output: a table on a terminal, separated by tabs into a pipe, JSON with --json. Times are UTC.',
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

/** Runs one command of `portaria`; `words` are what follows that name. Resolves to the exit code; never throws. */
export const runCommand = async (words: readonly string[], house: CommandHouse): Promise<ExitCode> => {
  const program = programOf(house);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    const failure = failureOf(error, house.settingsFrom());
    if (failure.words !== null) house.terminal.note(`portaria: ${failure.words}\n`);
    return failure.exitCode;
  }
};

const programOf = (house: CommandHouse): Command => {
  const { terminal } = house;
  const program = new Command(commandName());
  program
    .description('The token gateway: its accounts, credentials, certificates, keys and refusals.')
    .version(house.version, '-V, --version', 'print the version')
    .option('--json', 'answer as JSON, for programs')
    .option('--as <name>', "who does it, for the audit trail, beside the operating system's user")
    .helpOption('-h, --help', 'print help, with examples')
    .helpCommand(false)
    .showSuggestionAfterError()
    .exitOverride()
    .configureHelp(helpLayout(terminal.columns))
    .configureOutput({
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
  explain(program, about);
  const desk: Desk = {
    house,
    screen: () => new Screen(terminal, program.opts<GlobalOptions>().json ?? false),
    management: () => house.management(aliasIn(program.opts<GlobalOptions>())),
  };
  addInitCommand(program, desk);
  addMigrateCommand(program, desk);
  addAccountCommands(program, desk);
  addCredentialCommands(program, desk);
  addCertificateCommands(program, desk);
  addAuthorityCommands(program, desk);
  addClientCaCommands(program, desk);
  addOperatorCommands(program, desk);
  addRealmUserCommands(program, desk);
  addTokenCommands(program, desk);
  addRefusalCommands(program, desk);
  addImportCommand(program, desk);
  addKeyCommands(program, desk);
  addPepperCommands(program, desk);
  addAuditCommands(program, desk);
  addRoutesCommands(program, desk);
  addDeploymentCommands(program, desk);
  return program;
};

/** It is kept for ever, and read on terminals. Throws `ManagementError('invalid')`. */
const aliasIn = ({ as: alias }: GlobalOptions): string | null =>
  alias === undefined ? null : line(alias, '--as');
