import type { Command } from 'commander';
import type { CaUseCases } from '../management/ca/ca-use-cases.js';
import type { SignedCrl } from '../management/ca/sign-crl.js';
import { withDryRun } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import { wholeNumberOption, writeTo } from './inputs.js';
import type { Column } from './screen/screen.js';

interface ListOptions {
  readonly to?: string;
  readonly der?: boolean;
  readonly days?: number;
  readonly ca?: string;
}

const columns: readonly Column<SignedCrl>[] = [
  { head: 'number', cell: ({ number }) => String(number) },
  { head: 'ca', cell: ({ ca }) => ca.subject },
  { head: 'signed', cell: ({ thisUpdate }) => thisUpdate },
  { head: 'next due', cell: ({ nextUpdate }) => nextUpdate },
  { head: 'revoked', cell: ({ revoked }) => revoked.length },
];

/** `portaria ca crl`. */
export const addCrl = (noun: Command, context: CliContext<CaUseCases>): void => {
  const crl = noun
    .command('crl')
    .description('sign a certificate revocation list (CRL) for other systems')
    .option('--to <file>', 'write to this file, replacing it atomically (default: print)')
    .option('--der', 'write DER, as HTTP serves it, instead of PEM; requires --to')
    .option('--days <days>', 'validity in days (default: PORTARIA_CRL_DAYS)', wholeNumberOption)
    .option('--ca <fingerprint>', 'sign for another CA than the one that signs certificates')
    .action((options: ListOptions, command: Command) => {
      if (options.der && options.to === undefined) command.error('error: --der is binary. Add --to <file>');
      return sign(context, options);
    });
  explain(withDryRun(crl), {
    details: [
      'The gateway itself needs no CRL. Sign the next one before this one is due, for example once a day. Each has a higher ' +
        'number than the previous one.',
    ],
    examples: [
      'portaria ca crl --to /var/www/portaria.crl --der',
      'portaria ca crl | openssl crl -noout -text',
    ],
  });
};

const sign = async (
  context: CliContext<CaUseCases>,
  { to, der = false, days, ca }: ListOptions,
): Promise<void> => {
  const signed = await context.change(context.useCases().signCrl, {
    ...(days !== undefined && { days }),
    ...(ca !== undefined && { ca }),
  });
  const pem = pemOf(signed.der);
  if (to !== undefined) await writeTo(context.platform.terminal, to, der ? signed.der : Buffer.from(pem));
  const screen = context.screen();
  const { number, thisUpdate, nextUpdate, revoked } = signed;
  if (screen.json({ number: String(number), thisUpdate, nextUpdate, revoked, pem })) return;
  if (to === undefined) screen.text(pem);
  else screen.record(signed, columns);
};

const pemOf = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`;
};
