import type { Command } from 'commander';
import type { PepperUse } from '../management/credentials/pepper-status.js';
import type { KeyUseCases } from '../management/keys/key-use-cases.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import type { Column } from './screen.js';

const columns: readonly Column<PepperUse>[] = [
  { head: 'pepper', cell: ({ pepper }) => pepper },
  { head: 'is', cell: ({ standing }) => (standing === 'none' ? 'not needed' : standing) },
  { head: 'secrets', cell: ({ secrets }) => secrets },
];

/** `portaria pepper`. */
export const addPepperCommands = (program: Command, context: CliContext<KeyUseCases>): void => {
  const status = program
    .command('pepper')
    .helpCommand(false)
    .description('the key of the digests of secrets: status')
    .command('status')
    .description('count the secrets under each pepper, and tell which pepper is still needed')
    .action(async () => {
      const uses = await context.useCases().peppers.run();
      const screen = context.screen();
      if (screen.json(uses)) return;
      screen.list(uses, columns);
      for (const use of uses) {
        const words = wordsFor(use);
        if (words !== null) screen.say(words);
      }
    });
  explain(status, {
    says: [
      'Live secrets of active credentials. A secret moves to the current pepper when its client next gets a token. Chosen ' +
        'secrets need no pepper. A pepper is shown by its id, which tells nothing of it.',
    ],
    examples: ['portaria pepper status'],
  });
};

const wordsFor = ({ pepper, standing, secrets }: PepperUse): string | null => {
  if (standing === 'previous') {
    return secrets === 0
      ? `${String(pepper)}: no secret needs it any more; it can leave PORTARIA_PREVIOUS_PEPPERS.`
      : `${String(pepper)}: keep it in PORTARIA_PREVIOUS_PEPPERS; ${secrets} secret(s) are still under it.`;
  }
  if (standing !== 'unknown') return null;
  return (
    `${String(pepper)}: is not configured here, and ${secrets} secret(s) are refused without it. Put it into ` +
    'PORTARIA_PREVIOUS_PEPPERS, or rotate those secrets.'
  );
};
