import { type Command, Option } from 'commander';
import {
  type OperatorRole,
  operatorRoleNames,
  shownRoleOf,
  withRole,
} from '../core/accounts/operator-role.js';
import { ManagementError } from '../core/shared/management-error.js';
import type { SignedCertificate } from '../management/certificates/sign-certificate.js';
import type { CreatedOperator, OperatorCertificate } from '../management/onboarding/create-operator.js';
import { notesOn } from './certificates/certificate-notes.js';
import { withDryRun } from './changes/change-options.js';
import type { CliContext, OperatorCommands } from './cli-context.js';
import { explain } from './help.js';
import {
  collectValues,
  fileOption,
  readCustomSecret,
  type SecretOptions,
  secretOptions,
  textOf,
  wholeNumberOption,
  writeTo,
} from './inputs.js';
import { addOperatorList, addOperatorSetRole, rolesInWords } from './operator-roles.js';
import type { Column } from './screen/screen.js';
import {
  assertShown,
  replaceCertificateOf,
  replaceSecretOf,
  secretColumn,
  secretField,
  warnOfSecret,
  writeHandOver,
} from './screen/show-secret.js';
import type { NewFile } from './screen/terminal.js';

interface CreateOptions extends SecretOptions {
  readonly certificate?: string;
  readonly csr?: string;
  readonly bundle?: true;
  readonly shared?: true;
  readonly days?: number;
  readonly out?: string;
  readonly role?: OperatorRole;
  readonly scope?: readonly string[];
  readonly network?: readonly string[];
}

const columns: readonly Column<CreatedOperator>[] = [
  { head: 'account', cell: ({ account }) => account.id },
  { head: 'name', cell: ({ account }) => account.name },
  { head: 'client id', cell: ({ credential }) => credential.clientId },
  secretColumn,
  { head: 'role', cell: ({ account }) => shownRoleOf(account) },
  { head: 'scopes', cell: ({ account }) => account.scopes },
  { head: 'fingerprint', cell: ({ certificate }) => certificate.info.fingerprint },
  { head: 'days left', cell: ({ certificate }) => certificate.daysLeft },
];

/** `portaria operator`. */
export const addOperatorCommands = (program: Command, context: CliContext<OperatorCommands>): void => {
  const noun = program
    .command('operator')
    .helpCommand(false)
    .description('create and list operators, who use the admin API, and set their roles');
  addCreate(noun, context);
  addOperatorList(noun, context);
  addOperatorSetRole(noun, context);
};

const addCreate = (noun: Command, context: CliContext<OperatorCommands>): void => {
  const create = noun
    .command('create <name>')
    .description('create an operator with credential and certificate')
    .option('--certificate <file>', 'link this client certificate (PEM; - reads standard input)')
    .option('--csr <file>', 'sign this CSR (PEM) with the built-in CA')
    .option('--bundle', 'generate key and certificate, in a ZIP with client.p12')
    .option('--shared', 'with --certificate: allow one that is also linked to another account')
    .option(
      '--days <days>',
      'with --csr or --bundle: validity in days (default: PORTARIA_CERTIFICATE_DAYS)',
      wholeNumberOption,
    )
    .option(
      '--out <file>',
      'with --csr: write certificate and chain to this file (default: print); with --bundle: write the ZIP (default: ./operator.zip)',
    )
    .addOption(new Option('--role <role>', 'its role (default: administrator)').choices(operatorRoleNames))
    .option('--scope <scope>', 'instead of a role: a scope of its tokens; repeatable', collectValues)
    .option(
      '--network <cidr>',
      'network its requests must come from; repeatable (default: any)',
      collectValues,
    );
  for (const option of secretOptions()) create.addOption(option);
  create.action((name: string, options: CreateOptions) => createOperator(context, name, options));
  explain(withDryRun(create), {
    details: [
      rolesInWords,
      'Give one of --certificate, --csr and --bundle. The command creates account, credential and certificate, or nothing. The ' +
        'secret, and with --bundle the password of client.p12, is shown once.',
      'Operators get tokens only at the admin listener, over mutual TLS. Create the first operator with this command; create ' +
        'later ones here or with the admin API (docs/how-to/operator/call-the-admin-api.md).',
    ],
    examples: [
      'portaria operator create "Ana Souza" --csr ./ana.csr --out ./ana.pem',
      'portaria operator create "Ana Souza" --certificate ./ana.pem',
      'portaria operator create Audit --certificate ./audit.pem --role auditor',
    ],
    next: ['portaria operator list', 'portaria operator set-role <account> <role>'],
  });
};

const createOperator = async (
  context: CliContext<OperatorCommands>,
  name: string,
  options: CreateOptions,
): Promise<void> => {
  const { terminal } = context.platform;
  refuseMixed(options);
  const secret = await readCustomSecret(options, terminal);
  const { role, scope, network } = options;
  const input = {
    name,
    ...(role !== undefined && { role }),
    ...(scope && { scopes: scope }),
    ...(network && { networks: network }),
    ...(secret && { secret }),
  };
  const create = async (certificate: OperatorCertificate): Promise<CreatedOperator> =>
    context.change(context.useCases().onboarding.createOperator, { ...input, ...certificate });
  const days = options.days === undefined ? {} : { days: options.days };
  if (options.bundle) {
    const path = options.out ?? './operator.zip';
    const file = await fileOption(terminal, path);
    await showWritten(context, { file, path }, () => create({ handOver: days }));
    return;
  }
  const created = await create(
    options.csr === undefined
      ? {
          pem: await textOf(options.certificate ?? '', terminal, 'certificate'),
          shared: options.shared ?? false,
        }
      : { request: await textOf(options.csr, terminal, 'request'), ...days },
  );
  // What was signed is shown also when it cannot be written: it is linked already.
  const { out = null } = options;
  try {
    if (created.signed && out !== null) await writeTo(terminal, out, Buffer.from(chainOf(created.signed)));
  } finally {
    await show(context, created, out);
  }
};

/** The file is created first: a generated key that cannot be written would be lost. */
const showWritten = async (
  context: CliContext<OperatorCommands>,
  { file, path }: { readonly file: NewFile; readonly path: string },
  create: () => Promise<CreatedOperator>,
): Promise<void> => {
  try {
    const created = await create();
    await writeHandOver(file, path, created.handOver?.zip ?? new Uint8Array(), replacementsOf(created));
    await show(context, created, path);
  } catch (error) {
    await file.discard();
    throw error;
  }
};

const refuseMixed = ({ certificate, csr, bundle, shared, days, out, secretStdin }: CreateOptions): void => {
  if ([certificate, csr, bundle].filter((one) => one !== undefined).length !== 1)
    throw new ManagementError(
      'invalid',
      '--certificate: give exactly one of --certificate, --csr and --bundle',
      'certificate',
    );
  if (secretStdin && (certificate === '-' || csr === '-')) {
    throw new ManagementError(
      'invalid',
      '--secret-stdin: standard input is already used for the certificate. Use --secret-file',
      'secret',
    );
  }
  if (shared && certificate === undefined)
    throw new ManagementError('invalid', '--shared: works only with --certificate. Leave it out', 'shared');
  if (certificate !== undefined && (days ?? out) !== undefined)
    throw new ManagementError(
      'invalid',
      '--days, --out: work only with --csr and --bundle. Leave them out',
      'days',
    );
};

const chainOf = ({ pem, chain }: SignedCertificate): string => pem + chain;

const passwordOf = ({ handOver }: CreatedOperator): string | null =>
  handOver?.password?.reveal((text) => text) ?? null;

const replacementsOf = ({ account, credential, certificate, secret, handOver }: CreatedOperator): string =>
  [
    ...(secret ? [replaceSecretOf(credential.clientId)] : []),
    ...(handOver ? [replaceCertificateOf(account.id, certificate.info.fingerprint)] : []),
  ].join('. ');

const show = async (
  context: CliContext<OperatorCommands>,
  created: CreatedOperator,
  file: string | null,
): Promise<void> => {
  const { account, credential, certificate, signed } = created;
  const screen = context.screen();
  const password = passwordOf(created);
  const data = {
    account: withRole(account),
    credential,
    ...secretField(created),
    certificate: certificate.info,
    ...(signed && { pem: signed.pem, chain: signed.chain }),
    ...(file !== null && { file }),
    ...(password !== null && { password }),
  };
  if (!screen.json(data)) {
    screen.record(
      created,
      password === null ? columns : [...columns, { head: 'password', cell: passwordOf }],
    );
    if (signed && file === null) screen.text(chainOf(signed));
  }
  const another = replacementsOf(created);
  // Before anything is said of the file: what could not be shown is lost, and a ZIP is removed.
  if (password !== null) await assertShown(screen, 'password', another);
  if (signed && file !== null) screen.print(`Certificate and chain are in ${file}.`);
  for (const note of notesOn(certificate)) screen.print(`Note: ${note}.`);
  await warnOfSecret(screen, created, { another });
  if (password === null) return;
  screen.warn(
    'The password of client.p12 is shown only once and is not stored. Send it over another channel than the file.',
  );
};
