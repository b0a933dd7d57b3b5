import type { Caller } from '../../core/audit/operation.js';
import type { Executor } from '../../management/executor.js';
import type { CliContext } from '../cli-context.js';
import type { Screen } from '../screen/screen.js';
import type { Terminal } from '../screen/terminal.js';
import { assertAskable, confirm } from './confirmation.js';

/** The options of `change-options.ts`, as the command that runs now got them. */
export interface ChangeOptions {
  readonly dryRun?: true;
  readonly yes?: true;
}

interface ChangeRunner {
  readonly terminal: Terminal;
  readonly screen: () => Screen;
  readonly executor: () => Executor;
  readonly caller: () => Caller;
  readonly options: () => ChangeOptions;
}

/**
 * Runs the changes of a command as its options say: for real, as a dry run, with a question before.
 *
 * This folder owns what all changes have in common on the command line; it must never change anything that a person
 * was asked about and did not confirm.
 */
export const changesOf = ({
  terminal,
  screen,
  executor,
  caller,
  options,
}: ChangeRunner): Pick<CliContext, 'change' | 'confirmAndChange' | 'dryRun'> => ({
  change: (useCase, input) => {
    const { dryRun = false } = options();
    return executor().execute({ ...caller(), dryRun }, useCase, input);
  },
  confirmAndChange: async (useCase, input, words = () => [], undo = 'impossible') => {
    const { dryRun = false, yes = false } = options();
    if (!dryRun) assertAskable(terminal, yes, undo);
    if (yes && !dryRun) return executor().execute(caller(), useCase, input);
    const shown = await executor().dryRun(caller(), useCase, input);
    if (dryRun) {
      for (const sentence of words(shown.result)) screen().print(sentence);
      throw shown;
    }
    await confirm(terminal, shown.effect, words(shown.result), undo);
    return executor().execute(caller(), useCase, input);
  },
  dryRun: async (useCase, input) => (await executor().dryRun(caller(), useCase, input)).result,
});
