import { type Command, Option } from 'commander';
import {
  type Account,
  type AccountKind,
  type AccountStatus,
  merchantScopes,
} from '../core/accounts/account.js';
import type { AccountUseCases } from '../management/accounts/account-use-cases.js';
import { changing, ending } from './change-options.js';
import type { CliContext } from './cli-context.js';
import {
  accountColumns,
  accountDetails,
  certificateColumns,
  credentialColumns,
  secretColumns,
} from './columns.js';
import { noteUnusual, scopesInWords } from './grants.js';
import { explain } from './help.js';
import { collectValues, limitMax, limitOption } from './inputs.js';

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
    .description('who may hold credentials: create, list, show, update, suspend, reactivate');
  addCreate(noun, context);
  addList(noun, context);
  addShow(noun, context);
  addChange(noun, context);
  addSuspend(noun, context);
  addReactivate(noun, context);
};

const addCreate = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const create = noun
    .command('create <name>')
    .description('create a merchant account')
    .option('--tax-id <cnpj>', 'CNPJ, with or without punctuation')
    .option('--tax-id-on-certificate', 'accept only certificates that carry this CNPJ')
    .option(
      '--scope <scope>',
      `what its tokens may do; may be repeated (default: ${merchantScopes.join(' ')})`,
      collectValues,
    )
    .option(
      '--network <cidr>',
      'where its requests must come from; may be repeated (default: anywhere)',
      collectValues,
    )
    .action(async (name: string, { scope, network, ...options }: CreateOptions) => {
      const account = await context.change(context.useCases().create, {
        ...options,
        name,
        ...(scope && { scopes: scope }),
        ...(network && { networks: network }),
      });
      if (context.screen().json(account)) return;
      context.screen().record(account, accountDetails);
      noteUnusual(context.screen(), account.scopes);
      context
        .screen()
        .print(`Created account ${account.id}. It needs a credential and a certificate to get tokens.`);
    });
  explain(changing(create), {
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
    .addOption(new Option('--kind <kind>', 'only these').choices(['merchant', 'operator']))
    .addOption(new Option('--status <status>', 'only these').choices(['active', 'suspended']))
    .option('--name <part>', 'only those whose name contains this')
    .option('--tax-id <cnpj>', 'only those with this CNPJ, with or without punctuation')
    .option('--limit <number>', `at most so many, up to ${String(limitMax)} (default: all)`, limitOption)
    .option('--after <id>', 'only those behind the account with this number')
    .action(async ({ limit, ...options }: ListOptions) => {
      const found = await context
        .useCases()
        .list.run({ ...options, ...(limit !== undefined && { limit: limit + 1 }) });
      const accounts = found.slice(0, limit);
      const screen = context.screen();
      if (screen.json(accounts)) return;
      screen.list(accounts, accountColumns);
      const last = accounts.at(-1);
      if (last && found.length > accounts.length) screen.print(`There are more: add --after ${last.id}.`);
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
    .description('show an account with its credentials, secrets (never their text) and certificates')
    .action(async (id: string) => {
      const screen = context.screen();
      const { account, credentials, certificates, now } = await context.useCases().show.run(id);
      if (screen.json({ account, credentials, certificates })) return;
      screen.record(account, accountDetails);
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
  explain(show, { examples: ['portaria account show 7'] });
};

const addChange = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const change = noun
    .command('update <account>')
    .description('change the name, tax id, scopes, networks or marks of an account')
    .option('--name <name>', 'another name')
    .option('--tax-id <cnpj>', 'another CNPJ, with or without punctuation')
    .option('--no-tax-id', 'no CNPJ any more')
    .option('--tax-id-on-certificate', 'accept only certificates that carry its CNPJ')
    .option('--no-tax-id-on-certificate', 'accept certificates whatever CNPJ they carry')
    .option('--resource-server', "it runs an API: introspection tells it of everybody's tokens")
    .option('--no-resource-server', 'introspection tells it of its own tokens alone')
    .option('--scope <scope>', 'instead of all its scopes; may be repeated', collectValues)
    .option('--network <cidr>', 'instead of all its networks; may be repeated', collectValues)
    .option('--any-network', 'its requests may come from anywhere')
    .action(async (id: string, { taxId, scope, network, anyNetwork, ...options }: ChangeOptions) => {
      const account = await context.change(context.useCases().update, {
        ...options,
        account: id,
        ...(taxId !== undefined && { taxId: taxId === false ? null : taxId }),
        ...(scope && { scopes: scope }),
        ...(network && { networks: network }),
        ...(anyNetwork && { networks: [] }),
      });
      if (context.screen().json(account)) return;
      context.screen().record(account, accountDetails);
      if (scope) noteUnusual(context.screen(), account.scopes);
    });
  explain(changing(change), {
    details: [
      'What is not named stays. What narrows the account (a scope less, other networks, a CNPJ on the certificate) also ends ' +
        'its tokens: clients that still may get a token get another. It returns when no process issues on what was taken.',
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
    .description('suspend an account: it gets no new tokens, and its tokens end')
    .action(async (id: string) => {
      const account = await context.end(context.useCases().suspend, id);
      answer(context, account, 'is suspended: no process issues on it any more, and its tokens are ended.');
    });
  explain(ending(suspend), {
    details: ['It returns when no process issues on the account any more. Running it again is harmless.'],
    examples: ['portaria account suspend 7'],
  });
};

const addReactivate = (noun: Command, context: CliContext<AccountUseCases>): void => {
  const reactivate = noun
    .command('reactivate <account>')
    .description('reactivate a suspended account; its earlier tokens stay ended')
    .action(async (id: string) => {
      const account = await context.change(context.useCases().reactivate, id);
      answer(
        context,
        account,
        'is active: it gets tokens again. Tokens from before the suspension stay ended.',
      );
    });
  explain(changing(reactivate), { examples: ['portaria account reactivate 7'] });
};

const answer = (context: CliContext<AccountUseCases>, account: Account, words: string): void => {
  if (context.screen().json(account)) return;
  context.screen().list([account], accountColumns);
  context.screen().print(`Account ${account.id} (${account.name}) ${words}`);
};
