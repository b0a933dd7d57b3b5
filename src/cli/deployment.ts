/**
 * Steps of a start in containers, between `init` and the application (docker-compose.yml runs
 * them).
 */
import type { Command } from 'commander';
import type { Management } from '../management/management.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { textOf } from './inputs.js';

interface PrepareOptions {
  readonly superuser: string;
  readonly passwordFile: string;
}

/** `portaria database` and `portaria demo`. */
export const addDeploymentCommands = (program: Command, context: CliContext<Management>): void => {
  const noun = program
    .command('database')
    .helpCommand(false)
    .description('the database itself: prepare, restamp');
  addRestamp(noun, context);
  const database = noun
    .command('prepare')
    .description("make the database, its owner and the application's logins")
    .requiredOption('--password-file <file>', "the superuser's password (- reads the standard input)")
    .option('--superuser <name>', 'the superuser', 'postgres')
    .action((options: PrepareOptions) => prepare(context, options));
  explain(database, {
    details: [
      'The names, the passwords and the address are those of MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the ' +
        'application). PORTARIA_SERVE says for which processes the login of DATABASE_URL is: with issue it may issue tokens ' +
        'and change nothing else. With MANAGE_DATABASE_URL there are two logins: that of DATABASE_URL issues, and the other ' +
        'one manages. Safe to run again: it makes what is missing and sets the passwords.',
      "It also sets limits of the application's login, for every session (ALTER ROLE ... SET): lock_timeout 10s, " +
        'statement_timeout 30s, idle_in_transaction_session_timeout 15s, default_transaction_isolation read committed, ' +
        'client_min_messages warning. It takes back every other default of this login, which an attacker who had it could have ' +
        'set; set your own ones for the database (ALTER DATABASE). Processes that are running get them when they are restarted.',
    ],
    examples: [
      'portaria database prepare --password-file /run/secrets/postgres-password',
      'PORTARIA_SERVE=issue portaria database prepare --password-file password',
    ],
    next: ['portaria migrate'],
  });
  const accounts = program
    .command('demo')
    .description('see to the demo accounts of a start in containers')
    .action(() => demo(context));
  explain(accounts, {
    details: [
      'Makes a merchant, its credentials and an operator, once, with the certificates that portaria init made, and ' +
        'writes .deployment/demo/demo.env. Needs DATABASE_URL and PORTARIA_PEPPER. Not for production.',
    ],
    examples: ['portaria demo'],
  });
};

const addRestamp = (noun: Command, context: CliContext<Management>): void => {
  const verb = noun
    .command('restamp')
    .description('have every process read every client anew, after work by hand with triggers disabled')
    .action(() => restamp(context));
  explain(verb, {
    details: [
      "A process signs a client's next token on what it remembers, and the database compares the account's stamp, which " +
        'triggers replace with every change. Work with triggers disabled (session_replication_role, DISABLE TRIGGER, a ' +
        'restore into single tables) changes no stamp: run this afterwards.',
      'It connects with MIGRATION_DATABASE_URL, as the owner of the schema. Tokens are issued meanwhile. Safe to run again.',
    ],
    examples: ['portaria database restamp'],
  });
};

const restamp = async (context: CliContext<Management>): Promise<void> => {
  const screen = context.screen();
  const accounts = await context.host.restampAccounts((stamped) => {
    screen.warn(`${String(stamped)} accounts`);
  });
  if (screen.json({ accounts })) return;
  screen.print(`${String(accounts)} account(s) have a new stamp.`);
};

const prepare = async (
  context: CliContext<Management>,
  { superuser, passwordFile }: PrepareOptions,
): Promise<void> => {
  const { prepareDatabase } = await import('./deployment/prepare-database.js');
  const password = await textOf(passwordFile, context.host.terminal, 'password');
  const { database, owner, application, manager } = await prepareDatabase(context.host.settings(), {
    name: superuser,
    password: password.trim(),
  });
  const screen = context.screen();
  const names = {
    database,
    owner: owner.name,
    application: application.name,
    ...(manager && { manager: manager.name }),
  };
  if (screen.json(names)) return;
  const logins = manager ? `${application.name} and ${manager.name}` : application.name;
  screen.print(`The database ${database} is there, with its owner ${owner.name} and ${logins}.`);
};

const demo = async (context: CliContext<Management>): Promise<void> => {
  const { deploymentDemoFile, ensureDeploymentDemo } = await import('./deployment/ensure-deployment-demo.js');
  await ensureDeploymentDemo(
    { ...context.useCases(), change: (useCase, input) => context.change(useCase, input) },
    context.host.settings(),
  );
  const screen = context.screen();
  if (screen.json({ file: deploymentDemoFile })) return;
  screen.print(`The demo accounts are there; ids and secrets are in ${deploymentDemoFile}.`);
};
