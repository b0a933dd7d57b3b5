import { type Command, Option } from 'commander';
import { handOverKeyTypes } from '../core/certificates/hand-over-zip.js';
import type { HandOverZip } from '../management/certificates/make-hand-over-zip.js';
import { notesOn } from './certificate-notes.js';
import { changing } from './change-options.js';
import type { CertificateCommands, CliContext } from './cli-context.js';
import { explain } from './help.js';
import { fileOption, secretFrom, textOf, wholeNumberOption } from './inputs.js';
import type { Column } from './screen.js';

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
    .description('make the hand-over ZIP of a merchant: certificate, chain, client.p12, README')
    .option(
      '--csr <file>',
      "the merchant's signing request (PEM); without it a key is made, for client.p12 alone",
    )
    .addOption(
      new Option('--key-type <type>', 'of the key that is made (default: rsa-2048)').choices([
        ...handOverKeyTypes,
      ]),
    )
    .option('--password-file <path>', 'use the password in this file for client.p12 (12 to 64 characters)')
    .option(
      '--days <days>',
      'how long the certificate is valid (default: PORTARIA_CERTIFICATE_DAYS)',
      wholeNumberOption,
    )
    .option('--out <file>', 'the zip; never overwritten (default: ./account-<account>.zip)')
    .action((account: string, options: HandOverOptions) => make(context, account, options));
  explain(changing(handOver), {
    details: [
      'Where the merchant can make a request, prefer that: a private key should be made where it stays. One that is made ' +
        'here is in client.p12 and nowhere else; its password is shown once. Send the two by different ways.',
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
  const { terminal } = context.host;
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
    await file.write(handOver.zip);
    print(context, { ...handOver, file: path });
  } catch (error) {
    await file.discard();
    throw error;
  }
};

const print = (context: CliContext<CertificateCommands>, handOver: WrittenZip): void => {
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
  screen.print(`The certificate is linked to account ${account.id} (${account.name}).`);
  for (const note of notes) screen.print(`Note: ${note}.`);
  if (password !== null)
    screen.warn('The password is shown only now, and kept nowhere: send it by another way than the file.');
};
