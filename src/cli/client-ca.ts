import type { Command } from 'commander';
import type { ClientCa } from '../core/client-cas/client-ca.js';
import { wholeDaysUntil } from '../core/shared/durations.js';
import type { AddedClientCa } from '../management/client-cas/add-client-cas.js';
import type { AffectedCertificate } from '../management/client-cas/affected-certificates.js';
import type { ClientCaUseCases } from '../management/client-cas/client-ca-use-cases.js';
import { changing, ending } from './change-options.js';
import type { CliContext } from './cli-context.js';
import { addWrite } from './client-ca-write.js';
import { explain } from './help.js';
import { textOf } from './inputs.js';
import type { Column } from './screen.js';

const fingerprintShort = 16;

/** `portaria client-ca`. */
export const addClientCaCommands = (program: Command, context: CliContext<ClientCaUseCases>): void => {
  const noun = program
    .command('client-ca')
    .helpCommand(false)
    .description('client CAs, whose certificates NGINX accepts: list, import, add, check, remove, write');
  addList(noun, context);
  addImport(noun, context);
  addAdd(noun, context);
  addCheck(noun, context);
  addRemove(noun, context);
  addWrite(noun, context);
};

const whatNext =
  'NGINX learns of it on each of its machines by: portaria client-ca write <the file of PORTARIA_CLIENT_CA_BUNDLE>, then ' +
  'nginx -t, then nginx -s reload';

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
  { head: 'result', cell: ({ already }) => (already ? 'there already' : 'added') },
];

const affectedColumns: readonly Column<AffectedCertificate>[] = [
  { head: 'account', cell: ({ accounts }) => accounts },
  { head: 'fingerprint', cell: ({ fingerprint }) => fingerprint, short: fingerprintShort, whole: true },
  { head: 'subject', cell: ({ subject }) => subject },
  { head: 'issuer', cell: ({ issuer }) => issuer },
  { head: 'affected', cell: ({ certain }) => (certain ? 'yes' : 'perhaps') },
];

const addList = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const list = noun
    .command('list')
    .description('list the client CAs that are stored')
    .action(async () => {
      const { clientCas, now } = await context.useCases().list.run();
      const screen = context.screen();
      if (screen.json(clientCas)) return;
      screen.list(clientCas, listColumns(now));
      if (clientCas.length === 0)
        screen.print(
          'The database has none yet. Import those of NGINX: portaria client-ca import <the file of PORTARIA_CLIENT_CA_BUNDLE>',
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
    .description(
      'take over the client CA file that NGINX reads now, as it is (PEM; - reads the standard input)',
    )
    .action(async (file: string) => {
      const pem = await textOf(file, context.host.terminal, 'certificate');
      printAdded(context, await context.change(context.useCases().import, { pem }));
    });
  explain(changing(take), {
    details: [
      'Also CAs that add would refuse: NGINX accepts them now, and taking over changes nothing. What speaks against one is said.',
    ],
    examples: ['portaria client-ca import /etc/portaria/client-ca.pem'],
    next: ['portaria client-ca list'],
  });
};

const addAdd = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const add = noun
    .command('add <file>')
    .description('accept the clients of a CA, or of all CAs of a chain (PEM; - reads the standard input)')
    .action(async (file: string) => {
      const pem = await textOf(file, context.host.terminal, 'certificate');
      printAdded(context, await context.change(context.useCases().add, { pem }));
      context.screen().print(whatNext);
    });
  explain(changing(add), {
    details: [
      'Refused are: a certificate that is not of a CA, an expired one, a weak key, and one that is not for clients. A chain ends at ' +
        'a root for NGINX: add that as well.',
    ],
    examples: ['portaria client-ca add ./ac-raiz.pem', 'portaria ca show --pem | portaria client-ca add -'],
    next: ['portaria client-ca write /etc/portaria/client-ca.pem'],
  });
};

const addCheck = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const check = noun
    .command('check <fingerprint>')
    .description('list the linked certificates that removing a client CA would affect')
    .action(async (fingerprint: string) => {
      const { clientCa, affectedCertificates } = await context.useCases().check.run(fingerprint);
      const screen = context.screen();
      if (screen.json({ clientCa, affectedCertificates })) return;
      screen.list(affectedCertificates, affectedColumns);
      if (affectedCertificates.length === 0) screen.print(`No linked certificate needs ${clientCa.subject}.`);
    });
  explain(check, {
    details: [
      'perhaps: its issuer is not among the client CAs, since the client sends it. Add that to know. Certificates that are ' +
        'only presented at the header listener need no client CA.',
    ],
    examples: ['portaria client-ca check 3f2a9c0d1e5b7a88'],
  });
};

const affectedInWords = ({
  affectedCertificates: { length },
}: {
  readonly affectedCertificates: readonly unknown[];
}): string[] => (length > 0 ? [`Linked certificates that are affected, or may be: ${String(length)}.`] : []);

const addRemove = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const remove = noun
    .command('remove <fingerprint>')
    .description('accept the clients of a CA no more; refused while linked certificates need it')
    .option('--force', 'also when linked certificates are affected')
    .action(async (fingerprint: string, { force = false }: { readonly force?: boolean }) => {
      const input = { fingerprint, force };
      const result = await context.end(context.useCases().remove, input, affectedInWords);
      const screen = context.screen();
      if (screen.json(result)) return;
      screen.record(result.removed, clientCaColumns);
      for (const words of affectedInWords(result)) screen.print(words);
      screen.print(whatNext);
    });
  explain(ending(remove), {
    details: [
      'It counts from the reload of NGINX on. To end certificates at once: certificate revoke, or certificate unlink.',
    ],
    examples: [
      'portaria client-ca remove 3f2a9c0d1e5b7a88',
      'portaria client-ca remove 3f2a9c0d1e5b7a88 --force',
    ],
    next: ['portaria client-ca write /etc/portaria/client-ca.pem'],
  });
};
