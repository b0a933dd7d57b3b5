import type { Command } from 'commander';
import type { CreatedCredential } from '../../management/credentials/create-credential.js';
import { withConfirmation, withDryRun } from '../changes/change-options.js';
import { stateBefore, undoOfPolicy } from '../changes/undo.js';
import type { CliContext, CredentialCommands } from '../cli-context.js';
import { explain } from '../help.js';
import {
  collectValues,
  instantOption,
  permissionOption,
  readCustomSecret,
  type SecretOptions,
  secretOptions,
} from '../inputs.js';
import { credentialColumns, credentialDetails, secretColumns } from '../screen/columns.js';
import type { Column } from '../screen/screen.js';
import { replaceSecretOf, secretColumn, secretField, warnOfSecret } from '../screen/show-secret.js';
import { addExpiringCredentials } from './credential-expiring.js';
import { addRegisterKey } from './credential-key.js';
import { addRevokeSecret, addRotateSecret } from './credential-secret.js';
import { contractsInWords, noteUsersOnly, scopesInWords } from './permission-notes.js';

interface CreateOptions extends SecretOptions {
  readonly label?: string;
  readonly clientId?: string;
  readonly contract?: readonly { contract: string; policy: string }[];
  readonly scope?: readonly string[];
  readonly expires?: Date;
}

const policies =
  'Certificate policies: tls (certificate in the TLS handshake), header (in the handshake or in a header, which does not ' +
  'prove the private key), none (no certificate; not for avista).';

/**
 * `portaria credential`.
 *
 * This folder owns the commands for client ids, their secrets, keys and contracts; it must never take a secret as an
 * argument, because the list of processes shows arguments to everybody on the machine.
 */
export const addCredentialCommands = (program: Command, context: CliContext<CredentialCommands>): void => {
  const noun = program
    .command('credential')
    .helpCommand(false)
    .description('manage client ids, secrets, keys and certificate policies');
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
    .description('create a client id and a secret, which is shown once')
    .option('--label <text>', 'note on what it is for')
    .option('--client-id <id>', 'use this client id (default: account-<id>-<8 hex digits>)')
    .option(
      '--contract <contract:policy>',
      'allow this contract; repeatable (default: avista:tls)',
      permissionOption,
    )
    .option('--scope <scope>', "limit it to this scope; repeatable (default: the account's)", collectValues)
    .option(
      '--expires <date>',
      'end of validity: 2027-01-31 or 2027-01-31T12:00:00Z (default: never)',
      instantOption,
    );
  for (const option of secretOptions()) create.addOption(option);
  create.action((account: string, options: CreateOptions) => createCredential(context, account, options));
  explain(withDryRun(create), {
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
  const secret = await readCustomSecret(options, context.platform.terminal);
  const issued = await context.change(context.useCases().credentials.create, {
    account,
    ...(label !== undefined && { label }),
    ...(clientId !== undefined && { clientId }),
    ...(contract && { contracts: contract }),
    ...(scope && { scopes: scope }),
    ...(expires && { expiresAt: expires }),
    ...(secret && { secret }),
  });
  await showIssued(context, issued);
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

const showIssued = async (
  context: CliContext<CredentialCommands>,
  issued: CreatedCredential,
): Promise<void> => {
  const screen = context.screen();
  if (!screen.json({ credential: issued.credential, ...secretField(issued) }))
    screen.record(issued, issuedColumns);
  noteUsersOnly(screen, issued.credential.contracts);
  await warnOfSecret(screen, issued, { another: replaceSecretOf(issued.credential.clientId) });
};

const addList = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const list = noun
    .command('list <account>')
    .description('list the credentials of an account')
    .option('--secrets', 'list secrets instead: id, age, last use, expiry (never the text)')
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
    .description('show a credential and its secrets (never their text)')
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
    .description('revoke a credential permanently, with its tokens')
    .action(async (clientId: string) => {
      const { credential } = await context.confirmAndChange(context.useCases().credentials.revoke, clientId);
      if (context.screen().json(credential)) return;
      context.screen().list([credential], credentialColumns);
      context
        .screen()
        .print(
          `${credential.clientId} is revoked permanently. No process issues tokens for it any more, and its tokens are revoked.`,
        );
    });
  explain(withConfirmation(revoke), {
    details: [
      'When the command returns, no process issues tokens for the credential. You can run it again safely.',
    ],
    examples: ['portaria credential revoke account-7-1a2b3c4d'],
  });
};

const addSetPolicy = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const allow = noun
    .command('set-policy <client-id> <contract> <policy>')
    .description("set a credential's certificate policy for a contract")
    .action(async (clientId: string, contract: string, policy: string) => {
      const before = await stateBefore(context.useCases().credentials.show.run(clientId));
      const { credential } = await context.change(context.useCases().credentials.setContractPolicy, {
        clientId,
        contract,
        policy,
      });
      if (context.screen().json(credential)) return;
      context.screen().list([credential], credentialColumns);
      const words =
        policy === 'off' ? `may no longer use ${contract}` : `may use ${contract} with the policy ${policy}`;
      context.screen().print(`${credential.clientId} ${words}.`);
      if (policy !== 'off')
        noteUsersOnly(
          context.screen(),
          credential.contracts.filter((one) => one.contract === contract),
        );
      const undo = undoOfPolicy(before && before.credential, { contract, policy });
      if (undo !== null) context.screen().print(`To undo: ${undo}`);
    });
  explain(withDryRun(allow), {
    details: [
      contractsInWords,
      policies,
      'The policy off removes the contract. A change that narrows access revokes all tokens of the credential. The command ' +
        'prints how to undo the change.',
    ],
    examples: [
      'portaria credential set-policy account-7-1a2b3c4d avista header',
      'portaria credential set-policy account-7-1a2b3c4d avista tls',
      'portaria credential set-policy account-7-1a2b3c4d avista off',
    ],
  });
};
