import type { Command } from 'commander';
import type { CreatedCredential } from '../management/credentials/create-credential.js';
import { changing, ending } from './change-options.js';
import type { CliContext, CredentialCommands } from './cli-context.js';
import { credentialColumns, credentialDetails, secretColumns } from './columns.js';
import { addExpiringCredentials } from './credential-expiring.js';
import { addRegisterKey } from './credential-key.js';
import { addRevokeSecret, addRotateSecret } from './credential-secret.js';
import { contractsInWords, noteUsersOnly, scopesInWords } from './grants.js';
import { explain } from './help.js';
import {
  collectValues,
  instantOption,
  permissionOption,
  readCustomSecret,
  type SecretOptions,
  secretOptions,
} from './inputs.js';
import type { Column } from './screen.js';
import { secretColumn, secretField, warnOfSecret } from './show-secret.js';

interface CreateOptions extends SecretOptions {
  readonly label?: string;
  readonly clientId?: string;
  readonly contract?: readonly { contract: string; policy: string }[];
  readonly scope?: readonly string[];
  readonly expires?: Date;
}

const policies =
  'Certificate policies: tls (in the handshake), header (in the handshake or in a header, which proves nothing about ' +
  'the private key), none (no certificate needed; never for avista).';

/** `portaria credential`. */
export const addCredentialCommands = (program: Command, context: CliContext<CredentialCommands>): void => {
  const noun = program
    .command('credential')
    .helpCommand(false)
    .description(
      'client ids and secrets: create, list, show, expiring, revoke, rotate-secret, revoke-secret, register-key, set-policy',
    );
  addCreate(noun, context);
  addList(noun, context);
  addShow(noun, context);
  addExpiringCredentials(noun, context);
  addRevoke(noun, context);
  addRotateSecret(noun, context);
  addRevokeSecret(noun, context);
  addRegisterKey(noun, context);
  addSetPolicy(noun, context);
};

const addCreate = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const create = noun
    .command('create <account>')
    .description('give an account a client id and a secret, which is shown once')
    .option('--label <text>', 'what it is for')
    .option('--client-id <id>', 'an imported client id (default: account-<id>-<8 hex digits>)')
    .option(
      '--contract <contract:policy>',
      'what it may be used for; may be repeated (default: avista:tls)',
      permissionOption,
    )
    .option('--scope <scope>', 'narrows the scopes of the account; may be repeated', collectValues)
    .option(
      '--expires <date>',
      'when it ends, as 2027-01-31 or 2027-01-31T12:00:00Z (default: never)',
      instantOption,
    );
  for (const option of secretOptions()) create.addOption(option);
  create.action((account: string, options: CreateOptions) => createCredential(context, account, options));
  explain(changing(create), {
    details: [contractsInWords, policies, scopesInWords],
    examples: [
      'portaria credential create 7 --label "ERP of the shop"',
      'portaria credential create 7 --contract avista:header --scope pix:read',
      'portaria credential create 7 --client-id loja-erp --secret-file ./secret.txt',
    ],
  });
};

const createCredential = async (
  context: CliContext<CredentialCommands>,
  account: string,
  options: CreateOptions,
): Promise<void> => {
  const { label, clientId, contract, scope, expires } = options;
  const secret = await readCustomSecret(options, context.host.terminal);
  const issued = await context.change(context.useCases().credentials.create, {
    account,
    ...(label !== undefined && { label }),
    ...(clientId !== undefined && { clientId }),
    ...(contract && { contracts: contract }),
    ...(scope && { scopes: scope }),
    ...(expires && { expiresAt: expires }),
    ...(secret && { secret }),
  });
  showIssued(context, issued);
};

const issuedColumns: readonly Column<CreatedCredential>[] = [
  { head: 'account', cell: ({ account }) => account.id },
  { head: 'client id', cell: ({ credential }) => credential.clientId },
  secretColumn,
  {
    head: 'contracts',
    cell: ({ credential }) => credential.contracts.map((one) => `${one.contract}:${one.policy}`),
  },
  { head: 'scopes', cell: ({ account, credential }) => credential.scopes ?? account.scopes },
];

const showIssued = (context: CliContext<CredentialCommands>, issued: CreatedCredential): void => {
  const screen = context.screen();
  if (!screen.json({ credential: issued.credential, ...secretField(issued) }))
    screen.record(issued, issuedColumns);
  noteUsersOnly(screen, issued.credential.contracts);
  warnOfSecret(screen, issued);
};

const addList = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const list = noun
    .command('list <account>')
    .description('list the credentials of an account')
    .option('--secrets', 'list their secrets (never the text): id, age, last use, expiry')
    .action(async (account: string, { secrets: wanted }: { readonly secrets?: true }) => {
      const screen = context.screen();
      const { credentials } = await context.useCases().accounts.show.run(account);
      if (screen.json(credentials)) return;
      if (!wanted) {
        screen.list(credentials, credentialColumns);
        return;
      }
      const secrets = credentials.flatMap((credential) =>
        credential.secrets.map((secret) => ({ credential, secret })),
      );
      screen.list(secrets, secretColumns);
    });
  explain(list, { examples: ['portaria credential list 7', 'portaria credential list 7 --secrets'] });
};

const addShow = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const show = noun
    .command('show <client-id>')
    .description('show a credential, whose it is, and its secrets (never their text)')
    .action(async (clientId: string) => {
      const screen = context.screen();
      const { credential } = await context.useCases().credentials.show.run(clientId);
      if (screen.json(credential)) return;
      screen.record(credential, credentialDetails);
      screen.heading('Secrets');
      screen.list(
        credential.secrets.map((secret) => ({ credential, secret })),
        secretColumns,
      );
    });
  explain(show, { examples: ['portaria credential show account-7-1a2b3c4d'] });
};

const addRevoke = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const revoke = noun
    .command('revoke <client-id>')
    .description('end a credential permanently: no new tokens, and those it has end')
    .action(async (clientId: string) => {
      const { credential } = await context.end(context.useCases().credentials.revoke, clientId);
      if (context.screen().json(credential)) return;
      context.screen().list([credential], credentialColumns);
      context
        .screen()
        .print(
          `${credential.clientId} is revoked permanently: no process issues on it any more, and its tokens are ended.`,
        );
    });
  explain(ending(revoke), {
    details: ['It returns when no process issues on the credential any more. Running it again is harmless.'],
    examples: ['portaria credential revoke account-7-1a2b3c4d'],
  });
};

const addSetPolicy = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const allow = noun
    .command('set-policy <client-id> <contract> <policy>')
    .description('decide whether a credential may use a contract, and how it must show its certificate')
    .action(async (clientId: string, contract: string, policy: string) => {
      const { credential } = await context.change(context.useCases().credentials.setContractPolicy, {
        clientId,
        contract,
        policy,
      });
      if (context.screen().json(credential)) return;
      context.screen().list([credential], credentialColumns);
      const words =
        policy === 'off' ? `may not use ${contract} any more` : `may use ${contract} with policy ${policy}`;
      context.screen().print(`${credential.clientId} ${words}.`);
      if (policy !== 'off')
        noteUsersOnly(
          context.screen(),
          credential.contracts.filter((one) => one.contract === contract),
        );
    });
  explain(changing(allow), {
    details: [
      contractsInWords,
      policies,
      'The policy off takes the contract away. Whatever narrows ends all tokens of the credential.',
    ],
    examples: [
      'portaria credential set-policy account-7-1a2b3c4d avista header',
      'portaria credential set-policy account-7-1a2b3c4d avista tls',
      'portaria credential set-policy account-7-1a2b3c4d avista off',
    ],
  });
};
