import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { ClientCaUseCases } from '../../management/client-cas/client-ca-use-cases.js';
import type { ClientCaFile } from '../../management/client-cas/write-client-cas.js';
import { withDryRun } from '../changes/change-options.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { textOf, writeTo } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import type { Terminal } from '../screen/terminal.js';

type WrittenFile = Omit<ClientCaFile, 'text'> & { readonly file: string };

const columns: readonly Column<WrittenFile>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'client CAs', cell: ({ clientCas }) => clientCas },
  { head: 'added', cell: ({ gained }) => gained.length },
  { head: 'removed', cell: ({ dropped }) => dropped.length },
];

/** `portaria client-ca write`. */
export const addWrite = (noun: Command, context: CliContext<ClientCaUseCases>): void => {
  const write = noun
    .command('write <file>')
    .description("write NGINX's client CA file")
    .option('--force', 'overwrite a file with CAs that the database never had')
    .action(async (path: string, { force = false }: { readonly force?: boolean }) => {
      const { terminal } = context.platform;
      const current = await currentText(path, terminal);
      const { text, ...file } = await context.change(context.useCases().write, { current, force });
      await writeTo(terminal, path, Buffer.from(text));
      print(context, { ...file, file: path });
    });
  explain(withDryRun(write), {
    details: [
      'Run it on each NGINX machine, for the file of PORTARIA_CLIENT_CA_BUNDLE. The file is replaced atomically, and keeps its ' +
        'owner, group and mode. Before the first time, run "client-ca import".',
    ],
    examples: ['portaria client-ca write /etc/portaria/tls/client-ca.pem'],
  });
};

/** Resolves to `null` when there is no such file. */
const currentText = async (path: string, terminal: Terminal): Promise<string | null> => {
  if (path === '-')
    throw new ManagementError(
      'invalid',
      'file: must be the path of a file, which is replaced as a whole',
      'file',
    );
  try {
    return await textOf(path, terminal, 'file');
  } catch (error) {
    const cause = error instanceof ManagementError ? error.cause : null;
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw error;
  }
};

const print = (context: CliContext<ClientCaUseCases>, written: WrittenFile): void => {
  const screen = context.screen();
  if (screen.json(written)) return;
  screen.record(written, columns);
  for (const subject of written.gained) screen.print(`Added: ${subject}`);
  for (const subject of written.dropped) screen.print(`Removed: ${subject}`);
  screen.print('Next: test and reload NGINX.');
};
