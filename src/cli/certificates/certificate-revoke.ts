import { type Command, Option } from 'commander';
import { revocationReasons } from '../../core/ca/certificate-authority.js';
import type { CertificateRevocation } from '../../management/certificates/revoke-certificate.js';
import { withConfirmation } from '../changes/change-options.js';
import type { CertificateCommands, CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import type { Column } from '../screen/screen.js';

const columns: readonly Column<CertificateRevocation>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint },
  { head: 'reason', cell: ({ reason }) => reason },
  { head: 'accounts', cell: ({ accounts }) => accounts },
];

/** `portaria certificate revoke`. */
export const addRevoke = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const revoke = noun
    .command('revoke <fingerprint>')
    .description('revoke a certificate permanently, for all accounts')
    .addOption(
      new Option('--reason <reason>', 'reason in the revocation list (default: unspecified)').choices([
        ...revocationReasons,
      ]),
    )
    .action(async (fingerprint: string, { reason }: { readonly reason?: string }) => {
      const revoked = await context.confirmAndChange(context.useCases().certificates.revoke, {
        fingerprint,
        ...(reason !== undefined && { reason }),
      });
      const screen = context.screen();
      if (screen.json(revoked)) return;
      screen.record(revoked, columns);
      screen.print(
        'The certificate is revoked. No process issues tokens for it any more, its tokens are revoked, and it can never be ' +
          'linked again. To tell other systems, sign a new revocation list: portaria ca crl',
      );
    });
  explain(withConfirmation(revoke), {
    details: [
      'The fingerprint is SHA-256, whole or its first digits. Its tokens are revoked as well. With the reason keyCompromise, the key is ' +
        'refused from then on, in CSRs and in other certificates. To remove the certificate from one account only, use ' +
        '"certificate unlink". You can run it again safely: the first date stays, and the last reason counts.',
    ],
    examples: ['portaria certificate revoke 3f2a9c0d1e5b7a88 --reason keyCompromise'],
  });
};
