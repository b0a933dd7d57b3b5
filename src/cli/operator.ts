import type { Command } from 'commander';
import { operatorScopes } from '../core/accounts/account.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { CreatedOperator } from '../management/onboarding/create-operator.js';
import type { OnboardingUseCases } from '../management/onboarding/onboarding-use-cases.js';
import { notesOn } from './certificate-notes.js';
import { changing } from './change-options.js';
import type { CliContext } from './cli-context.js';
import { noteUnusual } from './grants.js';
import { explain } from './help.js';
import { collectValues, readCustomSecret, type SecretOptions, secretOptions, textOf } from './inputs.js';
import type { Column } from './screen.js';
import { secretColumn, secretField, warnOfSecret } from './show-secret.js';

interface CreateOptions extends SecretOptions {
  readonly certificate: string;
  readonly shared?: true;
  readonly scope?: readonly string[];
  readonly network?: readonly string[];
}

const columns: readonly Column<CreatedOperator>[] = [
  { head: 'account', cell: ({ account }) => account.id },
  { head: 'name', cell: ({ account }) => account.name },
  { head: 'client id', cell: ({ credential }) => credential.clientId },
  secretColumn,
  { head: 'scopes', cell: ({ account }) => account.scopes },
  { head: 'fingerprint', cell: ({ certificate }) => certificate.info.fingerprint },
  { head: 'days left', cell: ({ certificate }) => certificate.daysLeft },
];

/** `portaria operator`. */
export const addOperatorCommands = (program: Command, context: CliContext<OnboardingUseCases>): void => {
  const create = program
    .command('operator')
    .helpCommand(false)
    .description('people who use the admin endpoints: create')
    .command('create <name>')
    .description('make an operator: account, credential and certificate, all of it or nothing')
    .requiredOption('--certificate <file>', 'their client certificate (PEM; - reads the standard input)')
    .option('--shared', "also when the certificate is another account's")
    .option('--scope <scope>', `may be repeated (default: ${operatorScopes.join(' ')})`, collectValues)
    .option(
      '--network <cidr>',
      'where requests must come from; may be repeated (default: anywhere)',
      collectValues,
    );
  for (const option of secretOptions()) create.addOption(option);
  create.action((name: string, options: CreateOptions) => createOperator(context, name, options));
  explain(changing(create), {
    details: ['Operators get tokens at the admin port only, over mutual TLS.'],
    examples: [
      'portaria operator create "Ana Souza" --certificate ./ana.pem',
      'portaria operator create Audit --certificate ./audit.pem --scope audit:read',
    ],
  });
};

const createOperator = async (
  context: CliContext<OnboardingUseCases>,
  name: string,
  options: CreateOptions,
): Promise<void> => {
  const { certificate: file, shared = false, scope, network } = options;
  if (file === '-' && options.secretStdin) {
    throw new ManagementError(
      'invalid',
      'secret: the standard input is the certificate already; use --secret-file',
      'secret',
    );
  }
  const secret = await readCustomSecret(options, context.host.terminal);
  const created = await context.change(context.useCases().createOperator, {
    name,
    pem: await textOf(file, context.host.terminal, 'certificate'),
    shared,
    ...(scope && { scopes: scope }),
    ...(network && { networks: network }),
    ...(secret && { secret }),
  });
  const { account, credential, certificate } = created;
  const screen = context.screen();
  const data = { account, credential, ...secretField(created), certificate: certificate.info };
  if (!screen.json(data)) screen.record(created, columns);
  noteUnusual(screen, account.scopes, operatorScopes);
  for (const note of notesOn(certificate)) screen.print(`Note: ${note}.`);
  warnOfSecret(screen, created);
};
