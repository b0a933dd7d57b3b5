import { type Command, Help, type HelpConfiguration } from 'commander';
import { commandName } from '../config/invocation.js';

const defaultColumns = 80;

/**
 * Commander gives up wrapping below 40 columns; beside a long verb there are fewer, and a line
 * would be twice as wide as the screen.
 */
const columnsToWrapMin = 16;

/** Returns the layout of help: as wide as the screen, or 80 columns without one. */
export const helpLayout = (columns: number | null): HelpConfiguration => ({
  showGlobalOptions: true,
  helpWidth: columns ?? defaultColumns,
  minWidthToWrap: columnsToWrapMin,
  // Every verb has options: the word beside each would take the room of its description.
  subcommandTerm: (command) => new Help().subcommandTerm(command).replace(' [options]', ''),
});

export interface HelpText {
  /** Paragraphs; wrapped to the screen. */
  readonly details?: readonly string[];
  /** Commands; never wrapped, because they are copied and pasted. */
  readonly examples: readonly string[];
  readonly next?: readonly string[];
}

const texts = new WeakMap<Command, HelpText>();

/** Returns what was given to `explain`; the reference of the command line is written from it. */
export const helpTextOf = (command: Command): HelpText => texts.get(command) ?? { examples: [] };

const replacements = new WeakMap<Command, () => string | null>();

/** Prints `text` instead of the whole help of a command, such as in another language; `null` keeps the help. */
export const replaceHelp = (of: Command, text: () => string | null): void => {
  replacements.set(of, text);
  of.configureHelp({
    ...of.configureHelp(),
    formatHelp: (command, help) => text() ?? new Help().formatHelp.call(help, command, help),
  });
};

/** Adds an explanation with examples below the options of a command. */
export const explain = (to: Command, text: HelpText): Command => {
  const { details = [], examples, next = [] } = text;
  texts.set(to, text);
  return to.addHelpText('after', ({ command }) => {
    if (replacements.get(command)?.()) return '';
    const help = command.createHelp();
    const commands = (title: string, lines: readonly string[]): string[] =>
      lines.length === 0 ? [] : [`${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`];
    const calledOtherwise = commandName() === 'portaria' ? [] : [`Here, run portaria as: ${commandName()}`];
    const parts = [
      ...details.map((paragraph) => help.boxWrap(paragraph, help.helpWidth ?? defaultColumns)),
      ...commands(examples.length > 1 ? 'Examples' : 'Example', examples),
      ...commands('Next', next),
      ...calledOtherwise,
    ];
    return `\n${parts.join('\n\n')}`;
  });
};
