import type { Command } from 'commander';
import type { PepperUse } from '../management/credentials/pepper-status.js';
import type { KeyUseCases } from '../management/keys/key-use-cases.js';
import { changing } from './change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import type { Column } from './screen.js';

const columns: readonly Column<PepperUse>[] = [
  { head: 'pepper', cell: ({ pepper }) => pepper },
  { head: 'state', cell: ({ state }) => state },
  { head: 'secrets', cell: ({ secrets }) => secrets },
];

/** `portaria pepper`. */
export const addPepperCommands = (program: Command, context: CliContext<KeyUseCases>): void => {
  const noun = program
    .command('pepper')
    .helpCommand(false)
    .description('the key of the digests of secrets: status, apply');
  addStatus(noun, context);
  addApply(noun, context);
};

const addStatus = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const status = noun
    .command('status')
    .description('count the secrets under each pepper, and tell which pepper is still needed')
    .action(async () => {
      const uses = await context.useCases().peppers.run();
      const screen = context.screen();
      if (screen.json(uses)) return;
      screen.list(uses, columns);
      for (const use of uses) {
        const words = adviceFor(use);
        if (words !== null) screen.print(words);
      }
    });
  explain(status, {
    details: [
      'Live secrets of active credentials, and passwords of active users. Each moves to the current pepper when its client ' +
        'or user next gets a token. A pepper is shown by its id, which tells nothing of it.',
    ],
    examples: ['portaria pepper status'],
  });
};

const addApply = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const apply = noun
    .command('apply')
    .description('accept the digests of other systems that are in the database')
    .action(async () => {
      const result = await context.change(context.useCases().pepperDigests, undefined);
      const screen = context.screen();
      if (screen.json(result)) return;
      for (const owner of result.owners) screen.print(owner);
      screen.print(
        `${result.owners.length} client id(s) and user name(s) have digests that are accepted from now on.`,
      );
    });
  explain(changing(apply), {
    details: [
      'Digests that another system made are accepted only under an HMAC of the pepper, so that an attacker who can only write to ' +
        'the database can plant none. portaria import applies the pepper to what it takes over. After an upgrade from a version without ' +
        'it, and before a pepper is taken out of PORTARIA_PREVIOUS_PEPPERS, this command applies it to what is there. Compare ' +
        'the list with what you expect: a planted digest would be on it.',
    ],
    examples: ['portaria pepper apply'],
    next: ['portaria pepper status'],
  });
};

const adviceFor = ({ pepper, state, secrets }: PepperUse): string | null => {
  if (state === 'unpeppered') {
    return secrets === 0
      ? null
      : `${secrets} secret(s) have a digest without the pepper and are refused. See portaria pepper apply --help.`;
  }
  if (state === 'previous') {
    return secrets === 0
      ? `${String(pepper)}: no secret needs it any more; it can leave PORTARIA_PREVIOUS_PEPPERS.`
      : `${String(pepper)}: keep it in PORTARIA_PREVIOUS_PEPPERS; ${secrets} secret(s) are still under it.`;
  }
  if (state !== 'unknown') return null;
  return (
    `${String(pepper)}: is not configured here, and ${secrets} secret(s) are refused without it. Put it into ` +
    'PORTARIA_PREVIOUS_PEPPERS, or rotate those secrets.'
  );
};
