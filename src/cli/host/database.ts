import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Management } from '../../management/management.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { textOf } from '../inputs.js';

interface PrepareOptions {
  readonly superuser: string;
  readonly passwordFile?: string;
  readonly socket?: string;
}

/** `portaria database`. */
export const addDatabaseCommands = (program: Command, context: CliContext<Management>): void => {
  const noun = program
    .command('database')
    .helpCommand(false)
    .description('prepare the database and its logins');
  addRestamp(noun, context);
  const database = noun
    .command('prepare')
    .description("create the database, its owner and the application's logins")
    .option('--password-file <file>', "read the superuser's password from this file (- reads standard input)")
    .option('--socket <folder>', 'log in through the socket of a local PostgreSQL, without a password')
    .option('--superuser <name>', 'name of the superuser', 'postgres')
    .action((options: PrepareOptions) => prepare(context, options));
  explain(database, {
    details: [
      'Names, passwords and address come from MIGRATION_DATABASE_URL (the owner) and DATABASE_URL (the application). With ' +
        'PORTARIA_ROLE=issue, the login of DATABASE_URL may issue tokens and change nothing else. With MANAGE_DATABASE_URL ' +
        'there are two logins: that of DATABASE_URL issues tokens, the other one manages. You can run the command again ' +
        'safely: it creates what is missing and sets the passwords.',
      'With --socket, the command becomes the user of the system that has the name of the superuser, which PostgreSQL lets in ' +
        'without a password (peer). Run it as root. On Debian, the folder is /var/run/postgresql.',
      "It also sets limits for every session of the application's login (ALTER ROLE ... SET): lock_timeout 10s, " +
        'statement_timeout 30s, idle_in_transaction_session_timeout 15s, default_transaction_isolation read committed, ' +
        'client_min_messages warning. It resets every other default of this login, because an attacker who had the login could ' +
        'have set one. For defaults of your own, use ALTER DATABASE. Running processes get the limits when they restart.',
    ],
    examples: [
      'portaria database prepare --password-file /run/secrets/postgres-password',
      'portaria database prepare --socket /var/run/postgresql',
      'PORTARIA_ROLE=issue portaria database prepare --password-file password',
    ],
    next: ['portaria migrate'],
  });
};

const addRestamp = (noun: Command, context: CliContext<Management>): void => {
  const verb = noun
    .command('restamp')
    .description('make every process read all clients from the database again')
    .action(() => restamp(context));
  explain(verb, {
    details: [
      'Run it after you changed tables by hand with triggers disabled (session_replication_role, DISABLE TRIGGER, a restore ' +
        "into single tables). Processes cache clients, and the database compares the account's stamp, which triggers replace " +
        'with every change. Without triggers, the stamp stays the same, and processes do not notice that a cached client is outdated.',
      'The command connects with MIGRATION_DATABASE_URL, as the owner of the schema. Tokens are issued meanwhile. You can run ' +
        'it again safely.',
    ],
    examples: ['portaria database restamp'],
  });
};

const restamp = async (context: CliContext<Management>): Promise<void> => {
  const screen = context.screen();
  const accounts = await context.platform.restampAccounts((stamped) => {
    screen.warn(`${String(stamped)} accounts have a new stamp so far.`);
  });
  if (screen.json({ accounts })) return;
  screen.print(`${String(accounts)} account(s) have a new stamp.`);
};

const prepare = async (
  context: CliContext<Management>,
  { superuser: name, passwordFile, socket }: PrepareOptions,
): Promise<void> => {
  const { prepareDatabase } = await import('../deployment/prepare-database.js');
  if ((passwordFile === undefined) === (socket === undefined))
    throw new ManagementError('invalid', 'name either --password-file or --socket', 'password-file');
  const password =
    passwordFile === undefined
      ? ''
      : (await textOf(passwordFile, context.platform.terminal, 'password')).trim();
  const { database, owner, application, manager } = await prepareDatabase(context.platform.settings(), {
    ...{ name, password },
    ...(socket !== undefined && { socket }),
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
  screen.print(`The database ${database} is ready. Owner: ${owner.name}. Logins: ${logins}.`);
};
