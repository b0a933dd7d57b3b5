import type { Command } from 'commander';
import type { ClientCa } from '../../core/client-cas/client-ca.js';
import { wholeDaysUntil } from '../../core/shared/durations.js';
import type { AddedClientCa } from '../../management/client-cas/add-client-cas.js';
import type { AffectedCertificate } from '../../management/client-cas/affected-certificates.js';
import type { ClientCaUseCases } from '../../management/client-cas/client-ca-use-cases.js';
import { withConfirmation, withDryRun } from '../changes/change-options.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { textOf } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import { addWrite } from './client-ca-write.js';

const fingerprintShort = 16;

/**
 * `portaria client-ca`.
 *
 * This folder owns the commands for the trusted client CAs, and the file of them that NGINX reads; it must never
 * write that file with a CA that cannot sign certificates, because NGINX would then reject every client.
 */
export const addClientCaCommands = (program: Command, context: CliContext<ClientCaUseCases>): void => {
  const noun = program
    .command('client-ca')
    .helpCommand(false)
    .description('choose the CAs whose client certificates NGINX accepts');
  addList(noun, context);
  addImport(noun, context);
  addAdd(noun, context);
  addCheck(noun, context);
  addRemove(noun, context);
  addWrite(noun, context);
};

const whatNext =
  'Next, on each NGINX machine: portaria client-ca write <the file of PORTARIA_CLIENT_CA_BUNDLE>, then ' +
  'test and reload NGINX';

const clientCaColumns: readonly Column<ClientCa>[] = [
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: fingerprintShort, whole: true },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'key', cell: ({ keyType }) => keyType },
  { head: 'expires', cell: ({ notAfter }) => notAfter, short: 10, whole: true },
];

const listColumns = (now: Date): readonly Column<ClientCa>[] => [
  ...clientCaColumns,
  { head: 'days left', cell: ({ notAfter }) => wholeDaysUntil(notAfter, now) },
];

const addedColumns: readonly Column<AddedClientCa>[] = [
  {
    head: 'fingerprint',
    cell: ({ clientCa }) => clientCa.fingerprint,
    short: fingerprintShort,
    whole: true,
  },
  { head: 'subject', cell: ({ clientCa }) => clientCa.subject },
  { head: 'expires', cell: ({ clientCa }) => clientCa.notAfter, short: 10, whole: true },
  { head: 'result', cell: ({ already }) => (already ? 'already exists' : 'added') },
];

const affectedColumns: readonly Column<AffectedCertificate>[] = [
  { head: 'account', cell: ({ accounts }) => accounts },
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: fingerprintShort, whole: true },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'issuer', cell: ({ issuer }) => issuer },
  { head: 'affected', cell: ({ certain }) => (certain ? 'yes' : 'possibly') },
];

const addList = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const list = noun
    .command('list')
    .description('list the client CAs')
    .action(async () => {
      const { clientCas, now } = await context.useCases().list.run();
      const screen = context.screen();
      if (screen.json(clientCas)) return;
      screen.list(clientCas, listColumns(now));
      if (clientCas.length === 0)
        screen.print(
          'There are no client CAs yet. To import those of NGINX: portaria client-ca import <the file of PORTARIA_CLIENT_CA_BUNDLE>',
        );
    });
  explain(list, { examples: ['portaria client-ca list'] });
};

const printAdded = (context: CliContext<ClientCaUseCases>, added: readonly AddedClientCa[]): void => {
  const screen = context.screen();
  if (screen.json(added)) return;
  screen.list(added, addedColumns);
  for (const { clientCa, notes } of added)
    for (const note of notes) screen.print(`Note on ${clientCa.subject}: ${note}.`);
};

const addImport = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const take = noun
    .command('import <file>')
    .description('import the client CA file that NGINX reads now')
    .action(async (file: string) => {
      const pem = await textOf(file, context.platform.terminal, 'certificate');
      printAdded(context, await context.change(context.useCases().import, { pem }));
    });
  explain(withDryRun(take), {
    details: [
      'The file is PEM; - reads standard input. The import also accepts CAs that "client-ca add" would refuse, since NGINX accepts ' +
        'them now. Their problems are printed.',
    ],
    examples: ['portaria client-ca import /etc/portaria/client-ca.pem'],
    next: ['portaria client-ca list'],
  });
};

const addAdd = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const add = noun
    .command('add <file>')
    .description('add a CA, or all CAs of a chain')
    .action(async (file: string) => {
      const pem = await textOf(file, context.platform.terminal, 'certificate');
      printAdded(context, await context.change(context.useCases().add, { pem }));
      context.screen().print(whatNext);
    });
  explain(withDryRun(add), {
    details: [
      'The file is PEM; - reads standard input. The command refuses a certificate that is not a CA, is expired, has a weak key, or ' +
        'is not for clients. NGINX needs the whole chain: add the root as well.',
    ],
    examples: ['portaria client-ca add ./ac-raiz.pem', 'portaria ca show --pem | portaria client-ca add -'],
    next: ['portaria client-ca write /etc/portaria/client-ca.pem'],
  });
};

const addCheck = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const check = noun
    .command('check <fingerprint>')
    .description('list the certificates that removing a client CA would affect')
    .action(async (fingerprint: string) => {
      const { clientCa, affectedCertificates } = await context.useCases().check.run(fingerprint);
      const screen = context.screen();
      if (screen.json({ clientCa, affectedCertificates })) return;
      screen.list(affectedCertificates, affectedColumns);
      if (affectedCertificates.length === 0)
        screen.print(`No linked certificate depends on ${clientCa.subject}.`);
    });
  explain(check, {
    details: [
      'possibly: the issuer is not among the client CAs, because the client sends it. To be sure, add that issuer. ' +
        'Certificates that are only presented at the header listener need no client CA.',
    ],
    examples: ['portaria client-ca check 3f2a9c0d1e5b7a88'],
  });
};

const affectedInWords = ({
  affectedCertificates: { length },
}: {
  readonly affectedCertificates: readonly unknown[];
}): string[] => (length > 0 ? [`Linked certificates that are, or may be, affected: ${String(length)}.`] : []);

const addRemove = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const remove = noun
    .command('remove <fingerprint>')
    .description('remove a client CA')
    .option('--force', 'remove it even if linked certificates are affected')
    .action(async (fingerprint: string, { force = false }: { readonly force?: boolean }) => {
      const input = { fingerprint, force };
      const result = await context.confirmAndChange(context.useCases().remove, input, affectedInWords);
      const screen = context.screen();
      if (screen.json(result)) return;
      screen.record(result.removed, clientCaColumns);
      for (const words of affectedInWords(result)) screen.print(words);
      screen.print(whatNext);
    });
  explain(withConfirmation(remove), {
    details: [
      'Without --force, the command refuses while linked certificates depend on the CA. The change takes effect when NGINX ' +
        'reloads. To end certificates at once, use "certificate revoke" or "certificate unlink".',
    ],
    examples: [
      'portaria client-ca remove 3f2a9c0d1e5b7a88',
      'portaria client-ca remove 3f2a9c0d1e5b7a88 --force',
    ],
    next: ['portaria client-ca write /etc/portaria/client-ca.pem'],
  });
};
