import type { Command } from 'commander';
import { ManagementError } from '../../core/shared/management-error.js';
import type { Archived } from '../../management/audit/archive-audit.js';
import type { AuditUseCases } from '../../management/audit/audit-use-cases.js';
import type { AuditPart } from '../../management/audit/export-audit.js';
import { withDryRun } from '../changes/change-options.js';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import { instantOption } from '../inputs.js';
import type { Column } from '../screen/screen.js';
import { copyLine, fileProblem, partsOf } from './audit-copy.js';

interface ArchiveOptions {
  readonly until: Date;
  readonly out: string;
  readonly yes?: true;
  readonly dryRun?: true;
}

type ArchivedFile = Archived & { readonly file: string };

const columns: readonly Column<ArchivedFile>[] = [
  { head: 'file', cell: ({ file }) => file },
  { head: 'from', cell: ({ from }) => from },
  { head: 'to', cell: ({ head }) => head.id },
  { head: 'hash', cell: ({ head }) => head.hash },
  { head: 'deleted', cell: ({ events }) => events },
];

const linesBetweenProgress = 50_000;

/** `portaria audit archive`. */
export const addArchive = (noun: Command, context: CliContext<AuditUseCases>): void => {
  const archive = noun
    .command('archive')
    .description('move the oldest events into a file')
    .requiredOption('--until <time>', 'archive events before this time, such as 2027-01-31', instantOption)
    .requiredOption('--out <file>', 'write to this new file')
    .option('--yes', 'delete the archived events from the database')
    .action(async (options: ArchiveOptions) => {
      const owner = context.platform.auditArchive();
      await owner.assertAllowed();
      const { id, at } = await context.useCases().archive.first(options.until);
      if (options.dryRun) {
        context.screen().print(`Dry run: ${wouldMove(options, `${id} (${at})`)}.`);
        return;
      }
      if (!options.yes) throw notConfirmed(options, `${id} (${at})`);
      const archived = await moveEvents(context, options);
      const screen = context.screen();
      const file = { ...archived, file: options.out };
      if (!screen.json(file)) screen.record(file, columns);
      screen.print(
        `Keep ${options.out}. To verify the archived events: portaria audit verify --archive ${options.out}`,
      );
    });
  explain(withDryRun(archive), {
    details: [
      'The rest of the chain stays verifiable. The command connects with MIGRATION_DATABASE_URL, as the owner of the schema: ' +
        'the application cannot delete events. Before it deletes anything, it writes the file, reads it back, verifies it, and ' +
        'records an event. If it is interrupted, run it again with another file.',
    ],
    examples: ['portaria audit archive --until 2027-01-01 --out /archive/audit-2026.jsonl --yes'],
  });
};

const moveEvents = (
  context: CliContext<AuditUseCases>,
  { until, out }: ArchiveOptions,
): Promise<Archived> => {
  const { platform } = context;
  const useCases = context.useCases();
  return useCases.archive.run(until, {
    write: (parts) =>
      platform.terminal.stream(lines(context, parts), out).catch((cause: unknown) => {
        throw fileProblem(out, cause);
      }),
    read: () => partsOf(platform.terminal, [out]),
    record: async (range) => {
      await context.change(useCases.recordArchive, range);
    },
    remove: (range, states) => platform.auditArchive().remove(range, states),
    progress: (done) => {
      context.screen().print(done);
    },
  });
};

async function* lines(
  context: CliContext<AuditUseCases>,
  parts: AsyncIterable<AuditPart>,
): AsyncGenerator<string> {
  let written = 0;
  for await (const part of parts) {
    yield copyLine(part);
    written += 1;
    if (written % linesBetweenProgress === 0) context.screen().print(`${String(written)} events written.`);
  }
}

const wouldMove = ({ until, out }: ArchiveOptions, first: string): string =>
  `this moves the events from ${first} to before ${until.toISOString()} into ${out} and deletes them from the database`;

const notConfirmed = (options: ArchiveOptions, first: string): ManagementError =>
  new ManagementError('invalid', `--yes: ${wouldMove(options, first)}. To do so, add --yes`, 'yes');
