import type { Command } from 'commander';
import type { RealmUser } from '../core/realm-user.js';
import type { RealmUserWithPassword } from '../management/create-realm-user.js';
import type { Desk } from './desk.js';
import { explain } from './help.js';
import { chosenPassword, type PasswordOptions, passwordOptions } from './inputs.js';
import type { Column } from './screen.js';
import { revealed, warnOfSecret } from './show-secret.js';

const userColumns: readonly Column<RealmUser>[] = [
  { head: 'username', cell: ({ username }) => username },
  { head: 'id', cell: ({ id }) => id, short: 8 },
  { head: 'account', cell: ({ accountId }) => accountId },
  { head: 'status', cell: ({ status }) => status },
  { head: 'created', cell: ({ createdAt }) => createdAt, short: 10 },
  { head: 'password set', cell: ({ passwordSetAt }) => passwordSetAt, short: 10 },
];

const realmInWords =
  'Users log in with a password at the contract realm, which published clients use and RFC 9700 forbids to new ones. That ' +
  'contract is off unless PORTARIA_CONTRACTS names it.';

/** `portaria realm-user`. */
export const addRealmUserCommands = (program: Command, desk: Desk): void => {
  const noun = program
    .command('realm-user')
    .helpCommand(false)
    .description('users of an account, with a password: create, list, set-password, disable, enable');
  addCreate(noun, desk);
  addList(noun, desk);
  addSetPassword(noun, desk);
  addDisable(noun, desk);
  addEnable(noun, desk);
};

const addCreate = (noun: Command, desk: Desk): void => {
  const create = noun
    .command('create <account> <username>')
    .description('give an account a user; the password is shown once')
    .action(async (account: string, username: string, options: PasswordOptions) => {
      const password = await chosenPassword(options, desk.house.terminal);
      const wish = { account, username, ...(password && { password }) };
      show(desk, await desk.management().createRealmUser.run(wish));
    });
  for (const option of passwordOptions()) create.addOption(option);
  explain(create, {
    says: [realmInWords],
    examples: [
      'portaria realm-user create 7 ana@loja.example',
      'portaria realm-user create 7 ana --password-file ./password',
    ],
  });
};

const addList = (noun: Command, desk: Desk): void => {
  const list = noun
    .command('list <account>')
    .description('list the users of an account')
    .action(async (account: string) => {
      const users = await desk.management().listRealmUsers.run(account);
      if (!desk.screen().json(users)) desk.screen().list(users, userColumns);
    });
  explain(list, { examples: ['portaria realm-user list 7'] });
};

const addSetPassword = (noun: Command, desk: Desk): void => {
  const set = noun
    .command('set-password <username>')
    .description(
      'replace the password; the old one, and every login made with it, is worth nothing from this moment',
    )
    .action(async (username: string, options: PasswordOptions) => {
      const password = await chosenPassword(options, desk.house.terminal);
      show(desk, await desk.management().setRealmPassword.run(username, password));
    });
  for (const option of passwordOptions()) set.addOption(option);
  explain(set, { examples: ['portaria realm-user set-password ana@loja.example'] });
};

const addDisable = (noun: Command, desk: Desk): void => {
  const disable = noun
    .command('disable <username>')
    .description('close the realm to a user, and end his logins')
    .action(async (username: string) => {
      const { user } = await desk.management().disableRealmUser.run(username);
      answer(desk, user, 'is disabled: no login from this moment, and those of before are ended.');
    });
  explain(disable, { examples: ['portaria realm-user disable ana@loja.example'] });
};

const addEnable = (noun: Command, desk: Desk): void => {
  const enable = noun
    .command('enable <username>')
    .description('let a disabled user in again')
    .action(async (username: string) => {
      const { user } = await desk.management().enableRealmUser.run(username);
      answer(desk, user, 'may log in again.');
    });
  explain(enable, { examples: ['portaria realm-user enable ana@loja.example'] });
};

const answer = (desk: Desk, user: RealmUser, words: string): void => {
  if (desk.screen().json(user)) return;
  desk.screen().list([user], userColumns);
  desk.screen().say(`User ${user.username} ${words}`);
};

const detailColumns: readonly Column<RealmUserWithPassword>[] = [
  { head: 'username', cell: ({ user }) => user.username },
  { head: 'id', cell: ({ user }) => user.id },
  { head: 'account', cell: ({ user }) => user.accountId },
  { head: 'password', cell: (row) => revealed(row) ?? 'as you gave it' },
];

const show = (desk: Desk, made: RealmUserWithPassword): void => {
  const screen = desk.screen();
  const password = revealed(made);
  if (!screen.json({ ...made.user, ...(password !== null && { password }) }))
    screen.record(made, detailColumns);
  warnOfSecret(screen, made, 'password');
};
