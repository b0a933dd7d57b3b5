import type { Command } from 'commander';
import type { PepperUse } from '../management/credentials/pepper-status.js';
import type { KeyUseCases } from '../management/keys/key-use-cases.js';
import { withDryRun } from './changes/change-options.js';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';
import type { Column } from './screen/screen.js';

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
    .description('show and apply the peppers of secrets');
  addStatus(noun, context);
  addApply(noun, context);
};

const addStatus = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const status = noun
    .command('status')
    .description('count the secrets of each pepper')
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
      'Counts valid secrets of active credentials and passwords of active users, and prints which peppers you can remove. A ' +
        'secret moves to the current pepper when its client or user next gets a token. The id of a pepper does not reveal it.',
    ],
    examples: ['portaria pepper status'],
  });
};

const addApply = (noun: Command, context: CliContext<KeyUseCases>): void => {
  const apply = noun
    .command('apply')
    .description('apply the pepper to imported digests')
    .action(async () => {
      const result = await context.change(context.useCases().pepperDigests, undefined);
      const screen = context.screen();
      if (screen.json(result)) return;
      for (const owner of result.owners) screen.print(owner);
      screen.print(
        `The digests of ${result.owners.length} client id(s) and user name(s) are accepted from now on.`,
      );
    });
  explain(withDryRun(apply), {
    details: [
      'Digests of another system are accepted only under an HMAC of the pepper, so that an attacker who can only write to the ' +
        'database cannot plant one. portaria import applies the pepper. Run this command after an upgrade from a version ' +
        'without it, and before you remove a pepper from PORTARIA_PREVIOUS_PEPPERS.',
      'Compare the printed names with what you expect: a planted digest would be among them.',
    ],
    examples: ['portaria pepper apply'],
    next: ['portaria pepper status'],
  });
};

const adviceFor = ({ pepper, state, secrets }: PepperUse): string | null => {
  if (state === 'unpeppered') {
    return secrets === 0
      ? null
      : `${secrets} secret(s) have a digest without the pepper and are rejected. See portaria pepper apply --help.`;
  }
  if (state === 'previous') {
    return secrets === 0
      ? `${String(pepper)}: no secret uses it any more. You can remove it from PORTARIA_PREVIOUS_PEPPERS.`
      : `${String(pepper)}: ${secrets} secret(s) still use it. Keep it in PORTARIA_PREVIOUS_PEPPERS.`;
  }
  if (state !== 'unknown') return null;
  return (
    `${String(pepper)}: is not configured here, so ${secrets} secret(s) are rejected. Add it to ` +
    'PORTARIA_PREVIOUS_PEPPERS, or rotate those secrets.'
  );
};
