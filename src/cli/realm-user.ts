import { type Command, Option } from 'commander';
import type { RealmUser } from '../core/realm/realm-user.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { RealmUserWithPassword } from '../management/realm-users/create-realm-user.js';
import type { RealmUserUseCases } from '../management/realm-users/realm-user-use-cases.js';
import { withConfirmation, withDryRun } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { collectValues, type PasswordOptions, passwordOptions, readCustomPassword } from './inputs.js';
import type { Column } from './screen/screen.js';
import { revealSecret, warnOfSecret } from './screen/show-secret.js';

interface CreateOptions extends PasswordOptions {
  readonly scope?: readonly string[];
}

interface UpdateOptions {
  readonly scope?: readonly string[];
  readonly allScopes?: true;
}

const scopesCell = ({ scopes }: RealmUser): string | readonly string[] => scopes ?? 'all of the account';

const userColumns: readonly Column<RealmUser>[] = [
  { head: 'username', cell: ({ username }) => username, whole: true },
  { head: 'id', cell: ({ id }) => id, short: 8 },
  { head: 'account', cell: ({ accountId }) => accountId },
  { head: 'status', cell: ({ status }) => status },
  { head: 'scopes', cell: scopesCell },
  { head: 'created', cell: ({ createdAt }) => createdAt, short: 10 },
  { head: 'password set', cell: ({ passwordSetAt }) => passwordSetAt, short: 10 },
];

const realmInWords =
  'Users of the contract realm log in with a password. Published clients use it, but RFC 9700 forbids it for new ones. The contract is ' +
  'off unless PORTARIA_CONTRACTS names it.';

/** `portaria realm-user`. */
export const addRealmUserCommands = (program: Command, context: CliContext<RealmUserUseCases>): void => {
  const noun = program
    .command('realm-user')
    .helpCommand(false)
    .description('manage users who log in with a password');
  addCreate(noun, context);
  addList(noun, context);
  addUpdate(noun, context);
  addSetPassword(noun, context);
  addDisable(noun, context);
  addEnable(noun, context);
};

const addCreate = (noun: Command, context: CliContext<RealmUserUseCases>): void => {
  const create = noun
    .command('create <account> <username>')
    .description('create a user; the password is shown once')
    .option(
      '--scope <scope>',
      "limit the user to this scope; repeatable (default: the account's)",
      collectValues,
    )
    .action(async (account: string, username: string, { scope, ...options }: CreateOptions) => {
      const password = await readCustomPassword(options, context.platform.terminal);
      const input = { account, username, ...(password && { password }), ...(scope && { scopes: scope }) };
      await show(context, await context.change(context.useCases().create, input));
    });
  for (const option of passwordOptions()) create.addOption(option);
  explain(withDryRun(create), {
    details: [realmInWords],
    examples: [
      'portaria realm-user create 7 ana@loja.example',
      'portaria realm-user create 7 ana --password-file ./password',
      'portaria realm-user create 7 bia --scope balance:read',
    ],
  });
};

const addList = (noun: Command, context: CliContext<RealmUserUseCases>): void => {
  const list = noun
    .command('list <account>')
    .description('list the users of an account')
    .action(async (account: string) => {
      const users = await context.useCases().list.run(account);
      if (!context.screen().json(users)) context.screen().list(users, userColumns);
    });
  explain(list, { examples: ['portaria realm-user list 7'] });
};

const addUpdate = (noun: Command, context: CliContext<RealmUserUseCases>): void => {
  const update = noun
    .command('update <username>')
    .description('change the scopes of a user')
    .option('--scope <scope>', 'replace the scopes; repeatable', collectValues)
    .addOption(new Option('--all-scopes', 'allow all scopes of the account').conflicts('scope'))
    .action(async (username: string, { scope, allScopes }: UpdateOptions) => {
      if (!scope && !allScopes) throw nothingToChange();
      const input = { username, scopes: scope ?? null };
      const { user } = await context.change(context.useCases().update, input);
      answer(context, user, 'has these scopes. No token with more is valid from now on.');
    });
  explain(withDryRun(update), {
    details: [
      'The scopes that you name replace those of the user. Removing a scope revokes the tokens that have it. Logins ' +
        'stay: the next refresh gets the remaining scopes. To undo the change, set the previous scopes again.',
    ],
    examples: [
      'portaria realm-user update ana@loja.example --scope balance:read',
      'portaria realm-user update ana@loja.example --all-scopes',
    ],
  });
};

const nothingToChange = (): ManagementError =>
  new ManagementError(
    'invalid',
    '--scope: there is nothing to change. Give --scope or --all-scopes',
    'scope',
  );

const addSetPassword = (noun: Command, context: CliContext<RealmUserUseCases>): void => {
  const set = noun
    .command('set-password <username>')
    .description('replace the password and end all logins of a user')
    .action(async (username: string, options: PasswordOptions) => {
      const password = await readCustomPassword(options, context.platform.terminal);
      await show(
        context,
        await context.confirmAndChange(context.useCases().setPassword, { username, password }),
      );
    });
  for (const option of passwordOptions()) set.addOption(option);
  explain(withConfirmation(set), {
    details: [
      'The old password cannot be restored, so the command asks you to confirm. A generated password is shown once.',
    ],
    examples: [
      'portaria realm-user set-password ana@loja.example',
      'portaria realm-user set-password ana --password-file ./password --yes',
    ],
  });
};

const addDisable = (noun: Command, context: CliContext<RealmUserUseCases>): void => {
  const disable = noun
    .command('disable <username>')
    .description('disable a user and end their logins')
    .action(async (username: string) => {
      const { user } = await context.confirmAndChange(context.useCases().disable, username);
      answer(context, user, 'is disabled. They cannot log in, and their logins are ended.');
    });
  explain(withConfirmation(disable), { examples: ['portaria realm-user disable ana@loja.example'] });
};

const addEnable = (noun: Command, context: CliContext<RealmUserUseCases>): void => {
  const enable = noun
    .command('enable <username>')
    .description('enable a disabled user')
    .action(async (username: string) => {
      const { user } = await context.change(context.useCases().enable, username);
      answer(context, user, 'may log in again. Earlier logins stay ended.');
    });
  explain(withDryRun(enable), { examples: ['portaria realm-user enable ana@loja.example'] });
};

const answer = (context: CliContext<RealmUserUseCases>, user: RealmUser, words: string): void => {
  if (context.screen().json(user)) return;
  context.screen().list([user], userColumns);
  context.screen().print(`User ${user.username} ${words}`);
};

const detailColumns: readonly Column<RealmUserWithPassword>[] = [
  { head: 'username', cell: ({ user }) => user.username },
  { head: 'id', cell: ({ user }) => user.id },
  { head: 'account', cell: ({ user }) => user.accountId },
  { head: 'scopes', cell: ({ user }) => scopesCell(user) },
  { head: 'password', cell: (row) => revealSecret(row) ?? 'the one you gave' },
];

const show = async (context: CliContext<RealmUserUseCases>, user: RealmUserWithPassword): Promise<void> => {
  const screen = context.screen();
  const password = revealSecret(user);
  if (!screen.json({ ...user.user, ...(password !== null && { password }) }))
    screen.record(user, detailColumns);
  await warnOfSecret(screen, user, {
    what: 'password',
    another: `Create another: portaria realm-user set-password ${user.user.username} --yes`,
  });
};
