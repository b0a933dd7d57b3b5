import { type Command, Option } from 'commander';
import { revocationReasons } from '../core/ca/certificate-authority.js';
import type { RevokedEverywhere } from '../management/certificates/revoke-certificate.js';
import { ending } from './change-options.js';
import type { CertificateCommands, CliContext } from './cli-context.js';
import { explain } from './help.js';
import type { Column } from './screen.js';

const columns: readonly Column<RevokedEverywhere>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint },
  { head: 'reason', cell: ({ reason }) => reason },
  { head: 'accounts', cell: ({ accounts }) => accounts },
];

/** `portaria certificate revoke`. */
export const addRevoke = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const revoke = noun
    .command('revoke <fingerprint>')
    .description(
      'end a certificate for every account, permanently: no new tokens with it, and its tokens end',
    )
    .addOption(
      new Option(
        '--reason <reason>',
        'as the list of revoked certificates gives it (default: unspecified)',
      ).choices([...revocationReasons]),
    )
    .action(async (fingerprint: string, { reason }: { readonly reason?: string }) => {
      const revoked = await context.end(context.useCases().certificates.revoke, {
        fingerprint,
        ...(reason !== undefined && { reason }),
      });
      const screen = context.screen();
      if (screen.json(revoked)) return;
      screen.record(revoked, columns);
      screen.print(
        'It is revoked: no process issues on it any more, its tokens are ended, and it can never be linked again. ' +
          'Others learn of it by the next list: portaria ca crl',
      );
    });
  explain(ending(revoke), {
    details: [
      'The fingerprint is the SHA-256, whole or its first digits. With keyCompromise the key itself is refused later, in ' +
        'signing requests and in other certificates on it. To take it from one account alone: certificate unlink. Running it again is harmless; the day ' +
        'stays, and the reason is the later one.',
    ],
    examples: ['portaria certificate revoke 3f2a9c0d1e5b7a88 --reason keyCompromise'],
  });
};
