import { type Command, Option } from 'commander';
import { handOverKeyTypes } from '../../core/certificates/hand-over-zip.js';
import type { HandOverZip } from '../../management/certificates/make-hand-over-zip.js';
import { withDryRun } from '../changes/change-options.js';
import type { CertificateCommands, CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { fileOption, secretFrom, textOf, wholeNumberOption } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import { assertShown, replaceCertificateOf, writeHandOver } from '../screen/show-secret.js';
import { notesOn } from './certificate-notes.js';

interface HandOverOptions {
  readonly csr?: string;
  readonly keyType?: string;
  readonly days?: number;
  readonly passwordFile?: string;
  readonly out?: string;
}

/** What is shown of a hand-over ZIP. This is the only place where the password is shown. */
type WrittenZip = HandOverZip & { readonly file: string };

const passwordOf = ({ password }: HandOverZip): string | null => password && password.reveal((text) => text);

const columns: readonly Column<WrittenZip>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'password', cell: passwordOf },
  { head: 'fingerprint', cell: ({ info }) => info.fingerprint },
  { head: 'subject', cell: ({ info }) => info.subject },
  { head: 'valid to', cell: ({ info }) => info.notAfter },
];

/** `portaria certificate bundle`. */
export const addHandOverZip = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const handOver = noun
    .command('bundle <account>')
    .description("create a merchant's hand-over ZIP with certificate and README")
    .option('--csr <file>', "sign the merchant's CSR (PEM); without it, generate a key for client.p12")
    .addOption(
      new Option('--key-type <type>', 'type of the generated key (default: rsa-2048)').choices([
        ...handOverKeyTypes,
      ]),
    )
    .option('--password-file <path>', 'read the password of client.p12 from this file (12 to 64 characters)')
    .option('--days <days>', 'validity in days (default: PORTARIA_CERTIFICATE_DAYS)', wholeNumberOption)
    .option('--out <file>', 'write this ZIP, never overwriting it (default: ./account-<account>.zip)')
    .action((account: string, options: HandOverOptions) => make(context, account, options));
  explain(withDryRun(handOver), {
    details: [
      'The ZIP has the certificate, its chain, client.p12, a README in English and Portuguese, and the CA of PORTARIA_SERVER_CA. Prefer --csr where the merchant can make one: a ' +
        'private key should stay where it is generated. A key that is generated here is in client.p12 and nowhere else, and ' +
        'its password is shown once. Send the ZIP and the password over different channels.',
      'Keep the order account, credential, certificate: the README then has the client id.',
    ],
    examples: [
      'portaria certificate bundle 7 --out ./loja.zip',
      'portaria certificate bundle 7 --csr ./loja.csr --out ./loja.zip',
    ],
  });
};

const make = async (
  context: CliContext<CertificateCommands>,
  account: string,
  options: HandOverOptions,
): Promise<void> => {
  const { terminal } = context.platform;
  const { csr, passwordFile, keyType, days } = options;
  const password = await secretFrom(passwordFile, terminal, 'password');
  const request = csr === undefined ? undefined : await textOf(csr, terminal, 'request');
  const path = options.out ?? `account-${/^\d+$/.test(account) ? account : 'unknown'}.zip`;
  // The file is created first: a generated key that cannot be written would be lost.
  const file = await fileOption(terminal, path);
  try {
    const handOver = await context.change(context.useCases().certificateIssuance.handOver, {
      account,
      ...(request !== undefined && { request }),
      ...(keyType !== undefined && { keyType }),
      ...(days !== undefined && { days }),
      ...(password && { password }),
    });
    await writeHandOver(file, path, handOver.zip, replaceCertificate(handOver));
    await print(context, { ...handOver, file: path });
  } catch (error) {
    await file.discard();
    throw error;
  }
};

const replaceCertificate = ({ account, info }: HandOverZip): string =>
  replaceCertificateOf(account.id, info.fingerprint);

const print = async (context: CliContext<CertificateCommands>, handOver: WrittenZip): Promise<void> => {
  const screen = context.screen();
  const { account, info, file } = handOver;
  const [password, notes] = [passwordOf(handOver), notesOn(handOver)];
  const data = {
    accountId: account.id,
    file,
    certificate: info,
    notes,
    ...(password !== null && { password }),
  };
  if (!screen.json(data)) screen.record(handOver, columns);
  // Before anything is said of the file, which is removed.
  if (password !== null)
    await assertShown(screen, 'password', `The file is removed. ${replaceCertificate(handOver)}`);
  screen.print(`The certificate is linked to account ${account.id} (${account.name}).`);
  for (const note of notes) screen.print(`Note: ${note}.`);
  if (password === null) return;
  screen.warn(
    'The password is shown only once and is not stored. Send it over another channel than the file.',
  );
};
