import type { Command } from 'commander';
import type { Inspection } from '../management/inspect-certificate.js';
import type { KeptInspection } from '../management/inspect-kept-certificate.js';
import { certificateColumns } from './columns.js';
import type { Desk } from './desk.js';
import { textOf } from './inputs.js';
import type { Column } from './screen.js';

/** `portaria certificate`. */
export const addCertificateCommands = (program: Command, desk: Desk): void => {
  const noun = program
    .command('certificate')
    .helpCommand(false)
    .description('client certificates of accounts: link, unlink, list, inspect');
  addLink(noun, desk);
  addUnlink(noun, desk);
  addList(noun, desk);
  addInspect(noun, desk);
};

const inspectionColumns: readonly Column<Inspection>[] = [
  { head: 'fingerprint', cell: ({ facts }) => facts.fingerprint },
  { head: 'subject', cell: ({ facts }) => facts.subject },
  { head: 'issuer', cell: ({ facts }) => facts.issuer },
  { head: 'serial', cell: ({ facts }) => facts.serial },
  { head: 'key', cell: ({ facts }) => facts.key.name },
  { head: 'valid from', cell: ({ facts }) => facts.notBefore },
  { head: 'valid to', cell: ({ facts }) => facts.notAfter },
  { head: 'days left', cell: ({ daysLeft }) => daysLeft },
  { head: 'tax id', cell: ({ facts }) => facts.taxId },
];

const judgedColumns: readonly Column<Inspection>[] = [
  ...inspectionColumns,
  { head: 'against it', cell: ({ against }) => against.join('; ') || 'nothing' },
  { head: 'to know', cell: ({ notes }) => notes.join('; ') },
];

const keptColumns: readonly Column<KeptInspection>[] = [
  ...judgedColumns,
  { head: 'linked to', cell: ({ linkedTo }) => linkedTo },
];

const addLink = (noun: Command, desk: Desk): void => {
  noun
    .command('link <account> <file>')
    .description("say that a certificate (PEM; - reads it from the standard input) is the account's")
    .option('--shared', "also when it is another account's: one platform certificate may serve many")
    .addHelpText(
      'after',
      `
Examples:
  portaria certificate link 7 ./loja.pem
  cat loja.pem | portaria certificate link 7 -`,
    )
    .action(async (account: string, file: string, { shared = false }: { readonly shared?: boolean }) => {
      const pem = await textOf(file, desk.house.terminal, 'certificate');
      const link = await desk.house.management().linkCertificate.run({ account, pem, shared });
      const { facts, daysLeft, notes, sharedWith } = link;
      const screen = desk.screen();
      if (screen.json({ accountId: link.account.id, certificate: facts, daysLeft, notes, sharedWith }))
        return;
      screen.record(link, inspectionColumns);
      screen.say(`It is linked to account ${link.account.id} (${link.account.name}).`);
      if (sharedWith.length > 0) screen.say(`It is shared with account ${sharedWith.join(', ')}.`);
      for (const note of notes) screen.say(`Note: ${note}.`);
    });
};

const addUnlink = (noun: Command, desk: Desk): void => {
  noun
    .command('unlink <account> <fingerprint>')
    .description(
      "say that a certificate is no longer the account's: no tokens with it from this moment, and those end",
    )
    .addHelpText(
      'after',
      `
The fingerprint is the SHA-256, whole or its first digits as certificate list
shows them. It returns when no process issues on the certificate any more.
Running it again with the whole one is harmless.

Example:
  portaria certificate unlink 7 3f2a9c0d1e5b7a88`,
    )
    .action(async (account: string, start: string) => {
      const fingerprint = await desk.house
        .management()
        .unlinkCertificate.run({ account, fingerprint: start });
      if (desk.screen().json({ accountId: account, fingerprint })) return;
      desk.screen().list([fingerprint], [{ head: 'fingerprint', cell: (text) => text }]);
      desk
        .screen()
        .say(
          `It is unlinked from account ${account}: no process issues on it for that account any more, and those tokens are ended.`,
        );
    });
};

const addList = (noun: Command, desk: Desk): void => {
  noun
    .command('list <account>')
    .description('list the certificates that are linked to an account')
    .addHelpText('after', '\nExample:\n  portaria certificate list 7')
    .action(async (account: string) => {
      const { certificates, now } = await desk.house.management().showAccount.run(account);
      if (!desk.screen().json(certificates)) desk.screen().list(certificates, certificateColumns(now));
    });
};

const addInspect = (noun: Command, desk: Desk): void => {
  noun
    .command('inspect <file-or-fingerprint>')
    .description('say what a certificate says, and what speaks against it')
    .addHelpText(
      'after',
      `
A file (PEM; - reads the standard input) needs no database; its days are counted
by this machine's clock. A fingerprint, whole or its first digits, finds one
that was linked.

Examples:
  portaria certificate inspect ./loja.pem
  portaria certificate inspect 3f2a9c0d1e5b7a88`,
    )
    .action(async (what: string) => {
      if (looksLikeFingerprint(what)) {
        const kept = await desk.house.management().inspectKeptCertificate.run(what);
        const { facts, ...rest } = kept;
        if (!desk.screen().json({ certificate: facts, ...rest })) desk.screen().record(kept, keptColumns);
        return;
      }
      const inspection = desk.house.inspector.run(
        await textOf(what, desk.house.terminal, 'certificate'),
        desk.house.now(),
      );
      const { facts, ...rest } = inspection;
      if (!desk.screen().json({ certificate: facts, ...rest }))
        desk.screen().record(inspection, judgedColumns);
    });
};

/** A file with such a name can be given as ./name. */
const looksLikeFingerprint = (text: string): boolean => /^[0-9A-Fa-f:]{8,95}$/.test(text);
