import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { SignedCertificate } from '../../management/certificates/sign-certificate.js';
import { withDryRun } from '../changes/change-options.js';
import type { CertificateCommands, CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { textOf, wholeNumberOption, writeTo } from '../inputs.js';
import { inspectionColumns, notesOn } from './certificate-notes.js';

interface SignOptions {
  readonly days?: number;
  readonly out?: string;
}

/** `portaria certificate sign`. */
export const addSign = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const sign = noun
    .command('sign <account> <csr-file>')
    .description('sign a CSR with the built-in CA and link the certificate')
    .option('--days <days>', 'validity in days (default: PORTARIA_CERTIFICATE_DAYS)', wholeNumberOption)
    .option('--out <file>', 'write certificate and chain to this file (default: print)')
    .action(async (account: string, file: string, { days, out }: SignOptions) => {
      const request = await textOf(file, context.platform.terminal, 'request');
      const input = { account, request, ...(days !== undefined && { days }) };
      const signed = await context.change(context.useCases().certificateIssuance.sign, input);
      // The certificate is signed and linked already: a full disk must not keep it from being
      // shown.
      const unwritten = out === undefined ? null : await write(context, out, signed);
      print(context, signed, out !== undefined && unwritten === null);
      if (unwritten) throw unwritten;
    });
  explain(withDryRun(sign), {
    details: [
      'The CSR is PEM; - reads standard input. Its key must be RSA (2048 to 8192 bits), P-256, P-384 or Ed25519. Only the ' +
        'public key is taken from the CSR: the subject comes from the account, and the extensions are those of a client ' +
        'certificate. A CSR with the key of an earlier certificate renews it. Both are valid until the old one expires or is ' +
        'revoked.',
    ],
    examples: [
      'portaria certificate sign 7 ./loja.csr --out ./loja.pem',
      'cat loja.csr | portaria certificate sign 7 - > loja.pem',
    ],
  });
};

const write = async (
  context: CliContext<CertificateCommands>,
  out: string,
  { pem, chain }: SignedCertificate,
): Promise<Error | null> => {
  try {
    await writeTo(context.platform.terminal, out, Buffer.from(pem + chain));
    return null;
  } catch (error) {
    if (error instanceof ManagementError)
      return new ManagementError(
        error.code,
        `${error.message}. The certificate is signed and linked, and printed here: save it, or revoke it`,
        error.field,
        { cause: error },
      );
    throw error;
  }
};

const print = (
  context: CliContext<CertificateCommands>,
  signed: SignedCertificate,
  written: boolean,
): void => {
  const screen = context.screen();
  const { account, info, daysLeft, pem, chain } = signed;
  const notes = notesOn(signed);
  if (screen.json({ accountId: account.id, certificate: info, daysLeft, notes, pem, chain })) return;
  if (written) screen.record(signed, inspectionColumns);
  else screen.text(pem + chain);
  screen.print(
    `The certificate is linked to account ${account.id} (${account.name}). It expires at ${info.notAfter.toISOString()}.`,
  );
  for (const note of notes) screen.print(`Note: ${note}.`);
};
