import { type Command, Option } from 'commander';
import { caKeyTypes, type StoredCa } from '../core/ca/certificate-authority.js';
import { Secret } from '../core/credentials/secret.js';
import type { CaUseCases } from '../management/ca/ca-use-cases.js';
import { withDryRun } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { addCrl } from './crl.js';
import { explain } from './help.js';
import { textOf, wholeNumberOption } from './inputs.js';
import type { Column } from './screen/screen.js';

/** `portaria ca`. */
export const addCaCommands = (program: Command, context: CliContext<CaUseCases>): void => {
  const noun = program.command('ca').helpCommand(false).description('run the built-in certificate authority');
  addCreate(noun, context);
  addImport(noun, context);
  addShow(noun, context);
  addCrl(noun, context);
};

const fingerprintShort = 16;

const columns: readonly Column<StoredCa>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: fingerprintShort, whole: true },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'key', cell: ({ keyType }) => keyType },
  { head: 'valid to', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
  { head: 'signs', cell: ({ retiredAt }) => retiredAt === null },
];

/** Leaves out the sealed key. */
const dataOf = ({ sealed: _sealed, ...authority }: StoredCa): Omit<StoredCa, 'sealed'> => authority;

const print = (context: CliContext<CaUseCases>, ca: StoredCa): void => {
  const screen = context.screen();
  if (screen.json(dataOf(ca))) return;
  screen.record(ca, columns);
  screen.print(
    'It signs certificates from now on. Next, make it a client CA, so that NGINX accepts them: ' +
      'portaria ca show --pem | portaria client-ca add -',
  );
};

const replaceOption = (): Option =>
  new Option('--replace', 'replace the CA that signs now; its certificates stay valid');

interface CreateOptions {
  readonly name?: string;
  readonly days?: number;
  readonly keyType?: string;
  readonly replace?: boolean;
}

const addCreate = (noun: Command, context: CliContext<CaUseCases>): void => {
  const create = noun
    .command('create')
    .description('create a root CA that signs client certificates')
    .option('--name <name>', 'common name (default: Portaria Client CA)')
    .option('--days <days>', 'validity in days (default: 3650)', wholeNumberOption)
    .addOption(new Option('--key-type <type>', 'key type (default: p-256)').choices([...caKeyTypes]))
    .addOption(replaceOption())
    .action(async (options: CreateOptions) => {
      print(context, await context.change(context.useCases().create, options));
    });
  explain(withDryRun(create), {
    details: ['The private key is stored in the database, sealed with PORTARIA_MASTER_KEY.'],
    examples: ['portaria ca create', 'portaria ca create --name "Loja CA 2027" --replace'],
  });
};

const addImport = (noun: Command, context: CliContext<CaUseCases>): void => {
  const take = noun
    .command('import <certificate> <key-file>')
    .description('import a CA that was created elsewhere')
    .addOption(replaceOption())
    .action(async (certificate: string, keyFile: string, { replace = false }: { replace?: boolean }) => {
      const { terminal } = context.platform;
      const pem = await textOf(certificate, terminal, 'certificate');
      const key = new Secret(await textOf(keyFile, terminal, 'key'));
      print(context, await context.change(context.useCases().import, { pem, key, replace }));
    });
  explain(withDryRun(take), {
    details: [
      'Both files are PEM. The issuers may follow the certificate. The key must be RSA, P-256, P-384 or P-521, without a ' +
        'passphrase. It is stored sealed: delete the file afterwards.',
    ],
    examples: ['portaria ca import ./ca.pem ./ca.key'],
  });
};

const addShow = (noun: Command, context: CliContext<CaUseCases>): void => {
  const show = noun
    .command('show')
    .description('show the CAs; the one that signs comes first')
    .option('--pem', 'print the PEM of the CA that signs, with its issuers')
    .action(async ({ pem = false }: { readonly pem?: boolean }) => {
      const { cas } = await context.useCases().show.run();
      const screen = context.screen();
      if (screen.json(cas.map(dataOf))) return;
      const signing = cas.find(({ retiredAt }) => retiredAt === null);
      if (pem) screen.text(signing ? signing.pem + signing.chain : '');
      else screen.list(cas, columns);
      if (!signing) screen.print('There is no CA yet. To create one: portaria ca create');
    });
  explain(show, {
    examples: ['portaria ca show', 'portaria ca show --pem | portaria client-ca add -'],
  });
};
