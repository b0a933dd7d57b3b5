import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';

/** `portaria migrate`. */
export const addMigrateCommand = (program: Command, context: CliContext): void => {
  const verb = program
    .command('migrate')
    .description('bring the schema of the database up to this release')
    .action(async () => {
      const screen = context.screen();
      const applied = await context.host.migrate({
        waiting: () => {
          screen.warn('Waiting: another process migrates this database.');
        },
        blocked: (by) => {
          screen.warn(
            `Trying again: a transaction has a table that a migration needs (a pg_dump?): ${by.join('; ') || 'it has just ended'}.`,
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
          ? 'The schema is current.'
          : `The schema is current: ${applied.length} migration(s) applied.`,
      );
    });
  explain(verb, {
    details: [
      'It connects with MIGRATION_DATABASE_URL (as the owner of the schema, directly, not through a pooler), or else ' +
        'with DATABASE_URL. It also writes how long records are kept (PORTARIA_ISSUANCE_DAYS, PORTARIA_REFUSAL_DAYS), ' +
        'which the application may not change: run it again when you change one of them. Safe to run again, and from several machines at once: one works, the others wait.',
    ],
    examples: ['portaria migrate'],
  });
};
