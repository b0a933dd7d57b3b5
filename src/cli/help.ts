import { type Command, Help, type HelpConfiguration } from 'commander';
import { commandName } from '../config/invocation.js';

const columnsStandard = 80;

/** Commander gives up wrapping below 40 columns; beside a long verb there are fewer, and a line would be twice the screen. */
const columnsToWrapMin = 16;

/** How help is laid out: to the screen, or to 80 columns where there is none. */
export const helpLayout = (columns: number | null): HelpConfiguration => ({
  showGlobalOptions: true,
  helpWidth: columns ?? columnsStandard,
  minWidthToWrap: columnsToWrapMin,
  // Every verb has options: to say so beside each takes the room of its description.
  subcommandTerm: (command) => new Help().subcommandTerm(command).replace(' [options]', ''),
});

export interface HelpText {
  /** Paragraphs; wrapped to the screen. */
  readonly says?: readonly string[];
  /** Commands; never wrapped, since they are there to be pasted. */
  readonly examples: readonly string[];
  readonly next?: readonly string[];
}

/** Puts below the options of a command what is to be said of it, with examples. */
export const explain = (to: Command, { says = [], examples, next = [] }: HelpText): Command =>
  to.addHelpText('after', ({ command }) => {
    const help = command.createHelp();
    const commands = (title: string, lines: readonly string[]): string[] =>
      lines.length === 0 ? [] : [`${title}:\n${lines.map((line) => `  ${line}`).join('\n')}`];
    const calledOtherwise = commandName() === 'portaria' ? [] : [`Here portaria is: ${commandName()}`];
    const parts = [
      ...says.map((paragraph) => help.boxWrap(paragraph, help.helpWidth ?? columnsStandard)),
      ...commands(examples.length > 1 ? 'Examples' : 'Example', examples),
      ...commands('Next', next),
      ...calledOtherwise,
    ];
    return `\n${parts.join('\n\n')}`;
  });
