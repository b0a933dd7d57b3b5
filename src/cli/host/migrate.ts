import type { Command } from 'commander';
import type { CliContext } from '../cli-context.js';
import { explain } from '../help.js';
import type { Screen } from '../screen/screen.js';

/** `portaria migrate`. */
export const addMigrateCommand = (program: Command, context: CliContext): void => {
  const verb = program
    .command('migrate')
    .description('apply the missing database migrations')
    .option('--dry-run', 'list the missing migrations, without applying them')
    .action(async ({ dryRun = false }: { readonly dryRun?: boolean }) => {
      const screen = context.screen();
      if (dryRun) {
        printMissing(screen, await context.platform.missingMigrations());
        return;
      }
      await migrate(screen, context);
    });
  explain(verb, {
    details: [
      'The command connects with MIGRATION_DATABASE_URL, or else with DATABASE_URL: as the owner of the schema, directly and ' +
        'not through a pooler. You can run it again safely, even on several machines at once: one migrates, and the others wait.',
      'It also writes the retention of records (PORTARIA_ISSUANCE_RETENTION_DAYS, PORTARIA_REFUSAL_RETENTION_DAYS) to the database. Run it again ' +
        'after you change one of these settings.',
      'It also creates missing daily partitions of the records, up to 14 days ahead, as a running process does.',
    ],
    examples: ['portaria migrate --dry-run', 'portaria migrate'],
  });
};

const migrate = async (screen: Screen, context: CliContext): Promise<void> => {
  let partitions: readonly string[] = [];
  const applied = await context.platform.migrate({
    waiting: (by) => {
      screen.warn(`Waiting: another process is migrating this database: ${listed(by)}.`);
    },
    blocked: (by) => {
      screen.warn(
        `Retrying: another transaction (a pg_dump?) locks a table that a migration or a partition needs: ${listed(by)}.`,
      );
    },
    partitionsMade: (made) => {
      partitions = made;
    },
  });
  if (screen.json({ applied, partitions })) return;
  screen.list(
    applied.map((name) => ({ name })),
    [{ head: 'applied', cell: ({ name }) => name }],
  );
  screen.print(
    applied.length === 0
      ? 'The schema is up to date.'
      : `The schema is up to date: ${applied.length} migration(s) applied.`,
  );
  if (partitions.length > 0)
    screen.print(`Created or attached ${partitions.length} missing partition(s): ${partitions.join(', ')}.`);
};

const listed = (sessions: readonly string[]): string => sessions.join('; ') || 'it has just ended';

const printMissing = (screen: Screen, missing: readonly string[]): void => {
  if (screen.json({ dryRun: true, missing })) return;
  screen.list(
    missing.map((name) => ({ name })),
    [{ head: 'missing', cell: ({ name }) => name }],
  );
  screen.print(
    missing.length === 0
      ? 'Dry run: the schema is up to date.'
      : `Dry run: ${String(missing.length)} migration(s) would be applied. Nothing was changed.`,
  );
};
