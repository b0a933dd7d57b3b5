import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import type { Screen } from './screen.js';

/** `portaria migrate`. */
export const addMigrateCommand = (program: Command, context: CliContext): void => {
  const verb = program
    .command('migrate')
    .description('apply the missing database migrations')
    .option('--dry-run', 'list the missing migrations, without applying them')
    .action(async ({ dryRun = false }: { readonly dryRun?: boolean }) => {
      const screen = context.screen();
      if (dryRun) {
        printMissing(screen, await context.host.missingMigrations());
        return;
      }
      const applied = await context.host.migrate({
        waiting: () => {
          screen.warn('Waiting: another process is migrating this database.');
        },
        blocked: (by) => {
          screen.warn(
            `Retrying: another transaction (a pg_dump?) locks a table that a migration needs: ${by.join('; ') || 'it has just ended'}.`,
          );
        },
      });
      if (screen.json({ applied })) return;
      screen.list(
        applied.map((name) => ({ name })),
        [{ head: 'applied', cell: ({ name }) => name }],
      );
      screen.print(
        applied.length === 0
          ? 'The schema is up to date.'
          : `The schema is up to date: ${applied.length} migration(s) applied.`,
      );
    });
  explain(verb, {
    details: [
      'The command connects with MIGRATION_DATABASE_URL, or else with DATABASE_URL: as the owner of the schema, directly and ' +
        'not through a pooler. You can run it again safely, also on several machines at once: one works, the others wait.',
      'It also writes the retention of records (PORTARIA_ISSUANCE_DAYS, PORTARIA_REFUSAL_DAYS) to the database. Run it again ' +
        'after you change one of these settings.',
    ],
    examples: ['portaria migrate --dry-run', 'portaria migrate'],
  });
};

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
