import type { Command } from 'commander';
import { ConfigError } from '../../config/read-settings.js';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Inspection } from '../../management/certificates/inspect-certificate.js';
import { withConfirmation, withDryRun } from '../changes/change-options.js';
import type { CertificateCommands, CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { textOf } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import { addHandOverZip } from './certificate-bundle.js';
import { addExpiringCertificates } from './certificate-expiring.js';
import { addList } from './certificate-list.js';
import { inspectionColumns, notesOn } from './certificate-notes.js';
import { addRevoke } from './certificate-revoke.js';
import { addSign } from './certificate-sign.js';

/**
 * `portaria certificate`.
 *
 * This folder owns the commands for the certificates of clients; it must never keep the private key of a merchant,
 * except in the bundle that the operator asked for.
 */
export const addCertificateCommands = (program: Command, context: CliContext<CertificateCommands>): void => {
  const noun = program
    .command('certificate')
    .helpCommand(false)
    .description('link, sign, inspect, list and revoke client certificates');
  addLink(noun, context);
  addUnlink(noun, context);
  addList(noun, context);
  addExpiringCertificates(noun, context);
  addInspect(noun, context);
  addSign(noun, context);
  addHandOverZip(noun, context);
  addRevoke(noun, context);
};

const judgedColumns: readonly Column<Inspection>[] = [
  ...inspectionColumns,
  { head: 'problems', cell: ({ problems }) => problems.join('; ') || 'none', prose: true },
  { head: 'warnings', cell: (inspection) => notesOn(inspection).join('; '), prose: true },
];

/** `linkedTo` is `null` when there is no database. */
type LinkedInspection = Inspection & { readonly linkedTo: readonly string[] | null };

const linkedColumns: readonly Column<LinkedInspection>[] = [
  ...judgedColumns,
  {
    head: 'linked to',
    cell: ({ linkedTo }) => {
      if (linkedTo === null) return 'unknown (no database was reached)';
      return linkedTo.length > 0 ? linkedTo.map((id) => `account ${id}`).join(', ') : 'no account';
    },
    prose: true,
  },
];

const addLink = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const link = noun
    .command('link <account> <file>')
    .description('link a certificate to an account')
    .option('--shared', 'allow a certificate that is also linked to another account')
    .action(async (account: string, file: string, { shared = false }: { readonly shared?: boolean }) => {
      const pem = await textOf(file, context.platform.terminal, 'certificate');
      const linked = await context.change(context.useCases().certificates.link, { account, pem, shared });
      const { info, daysLeft, sharedWith } = linked;
      const notes = notesOn(linked);
      const screen = context.screen();
      if (
        screen.json({
          accountId: linked.account.id,
          certificate: info,
          daysLeft,
          notes,
          trusted: linked.trusted,
          sharedWith,
        })
      )
        return;
      screen.record(linked, inspectionColumns);
      screen.print(`The certificate is linked to account ${linked.account.id} (${linked.account.name}).`);
      if (sharedWith.length > 0) screen.print(`It is shared with account ${sharedWith.join(', ')}.`);
      for (const note of notes) screen.print(`Note: ${note}.`);
    });
  explain(withDryRun(link), {
    details: [
      'The file is PEM; - reads standard input. A token request of the account must then present this certificate or another ' +
        'linked one. With --shared, one certificate of a platform may serve several accounts.',
    ],
    examples: ['portaria certificate link 7 ./loja.pem', 'cat loja.pem | portaria certificate link 7 -'],
  });
};

const addUnlink = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const unlink = noun
    .command('unlink <account> <fingerprint>')
    .description('unlink a certificate from an account and revoke its tokens')
    .action(async (account: string, start: string) => {
      const { fingerprint } = await context.confirmAndChange(context.useCases().certificates.unlink, {
        account,
        fingerprint: start,
      });
      if (context.screen().json({ accountId: account, fingerprint })) return;
      context.screen().list([fingerprint], [{ head: 'fingerprint', cell: (text) => text }]);
      context
        .screen()
        .print(
          `The certificate is unlinked from account ${account}. No process issues tokens for it to that account any more, and ` +
            'those tokens are revoked.',
        );
    });
  explain(withConfirmation(unlink), {
    details: [
      'The fingerprint is SHA-256: whole, or the first digits that "certificate list" shows. When the command returns, no ' +
        'process issues tokens for the certificate to this account. You can run it again safely with the whole fingerprint. To undo it, link the ' +
        'certificate again; revoked tokens stay revoked.',
    ],
    examples: ['portaria certificate unlink 7 3f2a9c0d1e5b7a88'],
  });
};

const addInspect = (noun: Command, context: CliContext<CertificateCommands>): void => {
  const inspect = noun
    .command('inspect <file-or-fingerprint>')
    .description('show a certificate, its problems and its accounts')
    .action(async (what: string) => {
      const inspection = looksLikeFingerprint(what)
        ? await context.useCases().certificates.inspectStored.run(what)
        : await inspectFile(context, what);
      const { info, ...rest } = inspection;
      const notes = notesOn(inspection);
      if (!context.screen().json({ certificate: info, ...rest, notes }))
        context.screen().record(inspection, linkedColumns);
    });
  explain(inspect, {
    details: [
      "A file (PEM; - reads standard input) needs no database, and its days are counted by this machine's clock. " +
        'With a database, the linked accounts are shown as well. A fingerprint, whole or its first digits, finds a stored ' +
        'certificate.',
    ],
    examples: ['portaria certificate inspect ./loja.pem', 'portaria certificate inspect 3f2a9c0d1e5b7a88'],
  });
};

const inspectFile = async (
  context: CliContext<CertificateCommands>,
  file: string,
): Promise<LinkedInspection> => {
  const { platform } = context;
  const inspection = platform.inspector.run(
    await textOf(file, platform.terminal, 'certificate'),
    platform.now(),
  );
  return { ...inspection, linkedTo: await accountsThatHave(context, inspection.info.fingerprint) };
};

/**
 * Resolves to `null` when there is no database: the content of a file can be shown all the same.
 */
const accountsThatHave = async (
  context: CliContext<CertificateCommands>,
  fingerprint: string,
): Promise<readonly string[] | null> => {
  try {
    return (await context.useCases().certificates.inspectStored.run(fingerprint)).linkedTo;
  } catch (error) {
    if (error instanceof ManagementError && error.code === 'not_found') return [];
    if (error instanceof ConfigError || error instanceof ManagementError) return null;
    throw error;
  }
};

/** A file whose name looks like a fingerprint can be given as ./name. */
const looksLikeFingerprint = (text: string): boolean => /^[0-9A-Fa-f:]{8,95}$/.test(text);
