import type { Command } from 'commander';
import { defaultOverlapSeconds } from '../../management/credentials/overlap.js';
import type { RotatedSecret } from '../../management/credentials/rotate-secret.js';
import { withConfirmation } from '../changes/change-options.js';
import type { CliContext, CredentialCommands } from '../cli-context.js';
import { explain } from '../help.js';
import { parseDuration, readCustomSecret, type SecretOptions, secretOptions } from '../inputs.js';
import { credentialDetails } from '../screen/columns.js';
import type { Column } from '../screen/screen.js';
import { replaceSecretOf, secretColumn, secretField, warnOfSecret } from '../screen/show-secret.js';

interface RotateOptions extends SecretOptions {
  readonly overlap: number;
}

const rotatedColumns: readonly Column<RotatedSecret>[] = [
  { head: 'client id', cell: ({ credential }) => credential.clientId },
  { head: 'secret id', cell: ({ secretId }) => secretId },
  secretColumn,
];

/** `portaria credential rotate-secret`. */
export const addRotateSecret = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const rotate = noun
    .command('rotate-secret <client-id>')
    .description('create a new secret; the old one stays valid for a while')
    .option(
      '--overlap <time>',
      'how long the old secret stays valid: 7d, 12h, 30m, or 0',
      parseDuration,
      defaultOverlapSeconds,
    );
  rotate.options.at(-1)?.default(defaultOverlapSeconds, '7d');
  for (const option of secretOptions()) rotate.addOption(option);
  explain(withConfirmation(rotate), {
    details: [
      'The new secret is shown once. --overlap 0 revokes the old one at once, and asks you to confirm.',
    ],
    examples: [
      'portaria credential rotate-secret account-7-1a2b3c4d',
      'portaria credential rotate-secret account-7-1a2b3c4d --overlap 0',
    ],
  });
  rotate.action(async (clientId: string, options: RotateOptions) => {
    const secret = await readCustomSecret(options, context.platform.terminal);
    // Without an overlap, programs that use the old secret stop at once.
    const change = options.overlap === 0 ? context.confirmAndChange : context.change;
    const rotated = await change(context.useCases().credentials.rotateSecret, {
      clientId,
      overlapSeconds: options.overlap,
      ...(secret && { secret }),
    });
    const screen = context.screen();
    const { credential, secretId } = rotated;
    if (!screen.json({ credential, secretId, ...secretField(rotated) }))
      screen.record(rotated, rotatedColumns);
    screen.print(fateOfOthers(rotated));
    await warnOfSecret(screen, rotated, { another: anotherFor(rotated) });
  });
};

const fateOfOthers = ({ credential, secretId }: RotatedSecret): string => {
  const old = credential.secrets.find(({ id }) => id !== secretId);
  return old
    ? `Secret ${old.id} stays valid until ${old.expiresAt?.toISOString() ?? 'you revoke it'}.`
    : 'There is no other secret. No process issues tokens for an old one any more.';
};

/** While the old secret is in use, only the new one may go. */
const anotherFor = ({ credential, secretId }: RotatedSecret): string =>
  credential.secrets.every(({ id }) => id === secretId)
    ? replaceSecretOf(credential.clientId)
    : `Revoke it: portaria credential revoke-secret ${credential.clientId} ${secretId}. Then repeat the command.`;

/** `portaria credential revoke-secret`. */
export const addRevokeSecret = (noun: Command, context: CliContext<CredentialCommands>): void => {
  const revoke = noun
    .command('revoke-secret <client-id> <secret-id>')
    .description('revoke one secret, with its tokens')
    .option('--force', 'revoke it even if it was used within the last hour, or is the only one')
    .action(async (clientId: string, secretId: string, { force = false }: { readonly force?: boolean }) => {
      const { credential } = await context.confirmAndChange(context.useCases().credentials.revokeSecret, {
        clientId,
        secretId,
        force,
      });
      if (context.screen().json(credential)) return;
      context.screen().record(credential, credentialDetails);
      context
        .screen()
        .print(
          `Secret ${secretId} is revoked. No process issues tokens for it any more, and its tokens are revoked.`,
        );
    });
  explain(withConfirmation(revoke), {
    details: ['To find the id of a secret: portaria credential list <account> --secrets'],
    examples: ['portaria credential revoke-secret account-7-1a2b3c4d 12'],
  });
};
