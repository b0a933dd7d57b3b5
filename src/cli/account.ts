import { type Command, Option } from 'commander';
import {
  type Account,
  type AccountKind,
  type AccountStatus,
  merchantScopes,
} from '../core/accounts/account.js';
import { withRole } from '../core/accounts/operator-role.js';
import type { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { addExport } from './account-export.js';
import { withConfirmation, withDryRun } from './changes/change-options.js';
import { stateBefore, undoOfAccountUpdate } from './changes/undo.js';
import type { CliContext } from './cli-context.js';
import { noteUnusual, scopesInWords } from './credentials/permission-notes.js';
import { explain } from './help.js';
import { collectValues, limitMax, limitOption } from './inputs.js';
import {
  accountColumns,
  accountDetails,
  certificateColumns,
  credentialColumns,
  secretColumns,
} from './screen/columns.js';

interface CreateOptions {
  readonly taxId?: string;
  readonly scope?: readonly string[];
  readonly network?: readonly string[];
  readonly taxIdOnCertificate?: true;
}

interface ChangeOptions {
  readonly name?: string;
  readonly taxId?: string | false;
  readonly taxIdOnCertificate?: boolean;
  readonly resourceServer?: boolean;
  readonly scope?: readonly string[];
  readonly network?: readonly string[];
  readonly anyNetwork?: true;
}

interface ListOptions {
  readonly kind?: AccountKind;
  readonly status?: AccountStatus;
  readonly name?: string;
  readonly taxId?: string;
  readonly limit?: number;
  readonly after?: string;
}

/** `portaria account`. */
export const addAccountCommands = (program: Command, context: CliContext<AccountUseCases>): void => {
  const noun = program
    .command('account')
    .helpCommand(false)
    .description('create, list, show, update, suspend, reactivate and export accounts');
  addCreate(noun, context);
  addList(noun, context);
  addShow(noun, context);
  addChange(noun, context);
  addSuspend(noun, context);
  addReactivate(noun, context);
  addExport(noun, context);
};

const addCreate = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const create = noun
    .command('create <name>')
    .description('create a merchant account')
    .option('--tax-id <cnpj>', 'CNPJ, with or without punctuation')
    .option('--tax-id-on-certificate', 'accept only certificates with this CNPJ')
    .option(
      '--scope <scope>',
      `scope of its tokens; repeatable (default: ${merchantScopes.join(' ')})`,
      collectValues,
    )
    .option(
      '--network <cidr>',
      'network its requests must come from; repeatable (default: any)',
      collectValues,
    )
    .action(async (name: string, { scope, network, ...options }: CreateOptions) => {
      const account = await context.change(context.useCases().create, {
        ...options,
        name,
        ...(scope && { scopes: scope }),
        ...(network && { networks: network }),
      });
      if (context.screen().json(withRole(account))) return;
      context.screen().record(account, accountDetails(account));
      noteUnusual(context.screen(), account.scopes);
      context
        .screen()
        .print(`Account ${account.id} is created. To get tokens, it needs a credential and a certificate.`);
    });
  explain(withDryRun(create), {
    details: [scopesInWords],
    examples: [
      'portaria account create "Loja Exemplo Ltda" --tax-id 12.345.678/0001-95',
      'portaria account create Loja --scope pix:read --network 203.0.113.0/24 --json',
    ],
    next: ['portaria credential create <account>', 'portaria certificate link <account> <file>'],
  });
};

const addList = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const list = noun
    .command('list')
    .description('list accounts')
    .addOption(new Option('--kind <kind>', 'list only this kind').choices(['merchant', 'operator']))
    .addOption(new Option('--status <status>', 'list only this status').choices(['active', 'suspended']))
    .option('--name <part>', 'list only names that contain this')
    .option('--tax-id <cnpj>', 'list only this CNPJ, with or without punctuation')
    .option(
      '--limit <number>',
      `list at most this many, up to ${String(limitMax)} (default: all)`,
      limitOption,
    )
    .option('--after <id>', 'continue after the account with this number')
    .action(async ({ limit, ...options }: ListOptions) => {
      const found = await context
        .useCases()
        .list.run({ ...options, ...(limit !== undefined && { limit: limit + 1 }) });
      const accounts = found.slice(0, limit);
      const screen = context.screen();
      if (screen.json(accounts.map(withRole))) return;
      screen.list(accounts, accountColumns);
      const last = accounts.at(-1);
      if (last && found.length > accounts.length)
        screen.print(`There are more. For the next ones, add --after ${last.id}.`);
    });
  explain(list, {
    examples: [
      'portaria account list --status suspended',
      'portaria account list --name loja | cut -f1',
      'portaria account list --limit 100 --after 1200',
      'portaria account list --tax-id 12.345.678/0001-95',
    ],
  });
};

const addShow = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const show = noun
    .command('show <account>')
    .description('show an account, its credentials, secrets and certificates')
    .action(async (id: string) => {
      const screen = context.screen();
      const { account, credentials, certificates, now } = await context.useCases().show.run(id);
      if (screen.json({ account: withRole(account), credentials, certificates })) return;
      screen.record(account, accountDetails(account));
      screen.heading('Credentials');
      screen.list(credentials, credentialColumns);
      screen.heading('Secrets');
      const secrets = credentials.flatMap((credential) =>
        credential.secrets.map((secret) => ({ credential, secret })),
      );
      screen.list(secrets, secretColumns);
      screen.heading('Certificates');
      screen.list(certificates, certificateColumns(now));
    });
  explain(show, {
    details: ['The text of a secret is never shown.'],
    examples: ['portaria account show 7', 'portaria account show 12.345.678/0001-95'],
  });
};

const addChange = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const change = noun
    .command('update <account>')
    .description('change the name, CNPJ, scopes or networks of an account')
    .option('--name <name>', 'new name')
    .option('--tax-id <cnpj>', 'new CNPJ, with or without punctuation')
    .option('--no-tax-id', 'remove the CNPJ')
    .option('--tax-id-on-certificate', 'accept only certificates with its CNPJ')
    .option('--no-tax-id-on-certificate', 'accept certificates with any CNPJ')
    .option('--resource-server', 'let it introspect the tokens of all accounts, because it runs an API')
    .option('--no-resource-server', 'let it introspect only its own tokens')
    .option('--scope <scope>', 'replace its scopes; repeatable', collectValues)
    .option('--network <cidr>', 'replace its networks; repeatable', collectValues)
    .option('--any-network', 'accept requests from any network')
    .action(async (id: string, { taxId, scope, network, anyNetwork, ...options }: ChangeOptions) => {
      const before = await stateBefore(context.useCases().show.run(id));
      const account = await context.change(context.useCases().update, {
        ...options,
        account: id,
        ...(taxId !== undefined && { taxId: taxId === false ? null : taxId }),
        ...(scope && { scopes: scope }),
        ...(network && { networks: network }),
        ...(anyNetwork && { networks: [] }),
      });
      if (context.screen().json(withRole(account))) return;
      context.screen().record(account, accountDetails(account));
      if (scope) noteUnusual(context.screen(), account.scopes);
      const undo = undoOfAccountUpdate(before && before.account, account);
      if (undo !== null) context.screen().print(`To undo: ${undo}`);
    });
  explain(withDryRun(change), {
    details: [
      'Fields that you do not name stay as they are. The command prints how to undo the change.',
      'A change that narrows the account (fewer scopes, other networks, a required CNPJ) also revokes its tokens. Clients ' +
        'that are still allowed a token request a new one. When the command returns, no process issues tokens under the ' +
        'previous values.',
    ],
    examples: [
      'portaria account update 7 --name "Loja Nova Ltda"',
      'portaria account update 7 --scope pix:read --network 203.0.113.0/24',
      'portaria account update 9 --resource-server',
    ],
  });
};

const addSuspend = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const suspend = noun
    .command('suspend <account>')
    .description('suspend an account and revoke its tokens')
    .action(async (id: string) => {
      const account = await context.confirmAndChange(context.useCases().suspend, id);
      answer(
        context,
        account,
        'is suspended. No process issues tokens for it any more, and its tokens are revoked.',
      );
    });
  explain(withConfirmation(suspend), {
    details: [
      'When the command returns, no process issues a token for the account. You can run it again safely.',
    ],
    examples: ['portaria account suspend 7'],
  });
};

const addReactivate = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const reactivate = noun
    .command('reactivate <account>')
    .description('reactivate a suspended account')
    .action(async (id: string) => {
      const account = await context.change(context.useCases().reactivate, id);
      answer(
        context,
        account,
        'is active: it gets tokens again. Tokens from before the suspension stay revoked.',
      );
    });
  explain(withDryRun(reactivate), {
    details: ['This does not restore revoked tokens: clients request new ones.'],
    examples: ['portaria account reactivate 7'],
  });
};

const answer = (context: CliContext<AccountUseCases>, account: Account, words: string): void => {
  if (context.screen().json(withRole(account))) return;
  context.screen().list([account], accountColumns);
  context.screen().print(`Account ${account.id} (${account.name}) ${words}`);
};
