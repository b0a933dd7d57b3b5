import type { Command, Option } from 'commander';
import { exitCodes } from '../../src/cli/failure.js';
import { helpTextOf } from '../../src/cli/help.js';

const made = '<!-- Made by `npm run docs:generate`; change the code instead. -->';
const columnsMax = 118;

/** Returns the pages by their file names: one for each command of the first level, and the page of all. */
export const pagesOf = (program: Command): ReadonlyMap<string, string> => {
  const nouns = visibleBelow(program);
  return new Map([
    ['README.md', indexPage(program, nouns)],
    ...nouns.map((noun) => [`${noun.name()}.md`, nounPage(program, noun)] as const),
  ]);
};

const visibleBelow = (command: Command): readonly Command[] => command.createHelp().visibleCommands(command);

const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();

/** A description begins in lower case, as in the help; here it is a sentence. */
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const codeInProse =
  /(?<![\w-])(--[a-z][a-z-]*|(?:PORTARIA|DATABASE|MANAGE|MIGRATION|NGINX)_[A-Z_]+|[a-z]+(?:[A-Z][a-z]+)+|[a-z]+(?:_[a-z]+)+|[a-z]+:[a-z]+)(?![\w-])/g;

/** `<` and `|` mean something in Markdown; options and settings are code. */
const escaped = (text: string): string =>
  text
    .replaceAll('<', String.raw`\<`)
    .replaceAll('|', String.raw`\|`)
    .replaceAll(codeInProse, '`$1`');

const wrapped = (text: string, indent = ''): string => {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= columnsMax)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(last === undefined ? word : `${indent}${word}`);
  }
  return lines.join('\n');
};

const fence = (language: string, lines: readonly string[]): string =>
  ['```' + language, ...lines, '```'].join('\n');

/** A paragraph that is JSON is shown as it is. */
const paragraph = (text: string): string =>
  text.startsWith('{') ? fence('json', [text]) : wrapped(escaped(text));

const table = (rows: readonly (readonly [string, string])[]): string =>
  ['| Command | What it does |', '| --- | --- |', ...rows.map((row) => `| ${row.join(' | ')} |`)].join('\n');

const anchorOf = (command: Command): string => pathOf(command).replaceAll(' ', '-');

const optionsOf = (command: Command): readonly Option[] =>
  command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== '--help');

const defaultOf = ({ defaultValue, defaultValueDescription }: Option): string =>
  defaultValue === undefined ? '' : ` (default: ${defaultValueDescription ?? String(defaultValue)})`;

const optionLine = (option: Option): string => {
  const { flags, description, argChoices = [], mandatory } = option;
  const notes = [
    ...(argChoices.length > 0 ? [` One of: ${argChoices.map((choice) => `\`${choice}\``).join(', ')}.`] : []),
    ...(mandatory ? [' Required.'] : []),
  ];
  const words = `${sentence(description + defaultOf(option))}${notes.join('')}`;
  return wrapped(`- \`${flags}\`: ${escaped(words)}`, '  ');
};

const optionsPart = (title: string, options: readonly Option[]): string[] =>
  options.length === 0 ? [] : [`${title}:`, options.map(optionLine).join('\n')];

const examplesPart = (command: Command): string[] => {
  const { examples, next = [] } = helpTextOf(command);
  return [
    ...(examples.length > 0 ? [examples.length > 1 ? 'Examples:' : 'Example:', fence('sh', examples)] : []),
    ...(next.length > 0 ? ['Next:', fence('sh', next)] : []),
  ];
};

const commandPart = (command: Command): string[] => [
  fence('sh', [`${pathOf(command)} ${command.usage()}`]),
  ...(helpTextOf(command).details ?? []).map(paragraph),
  ...optionsPart('Options', optionsOf(command)),
  ...examplesPart(command),
];

const nounPage = (program: Command, noun: Command): string => {
  const verbs = visibleBelow(noun);
  const parts =
    verbs.length === 0
      ? commandPart(noun)
      : [
          table(
            verbs.map((verb) => [`[\`${pathOf(verb)}\`](#${anchorOf(verb)})`, escaped(verb.description())]),
          ),
          ...verbs.flatMap((verb) => [
            `## ${pathOf(verb)}`,
            sentence(verb.description()),
            ...commandPart(verb),
          ]),
        ];
  return page([
    `# ${pathOf(noun)}`,
    `${sentence(noun.description())} This page is for operators.`,
    ...parts,
    `Global options, settings and exit codes: [${program.name()}](README.md).`,
  ]);
};

const titleOf = (noun: Command): string => noun.helpGroup().replace(/:$/, '');

/** In the order of the help. */
const groupsOf = (nouns: readonly Command[]): (readonly [string, readonly Command[]])[] =>
  [...new Set(nouns.map(titleOf))].map((title) => [title, nouns.filter((noun) => titleOf(noun) === title)]);

const indexPage = (program: Command, nouns: readonly Command[]): string =>
  page([
    '# Command line',
    wrapped(
      'This is the reference of `portaria`, the command line of operators. Each group of commands has a page with its ' +
        'options and examples.',
    ),
    fence('sh', [`${program.name()} <command> [options]`]),
    ...groupsOf(nouns).flatMap(([title, group]) => [
      `## ${title}`,
      table(group.map((noun) => [`[\`${pathOf(noun)}\`](${noun.name()}.md)`, escaped(noun.description())])),
    ]),
    '## All commands',
    ...optionsPart('Global options', optionsOf(program)),
    ...(helpTextOf(program).details ?? []).filter((text) => !text.startsWith('Exit codes')).map(paragraph),
    ...undoPart,
    '## Exit codes',
    [
      '| Code | Meaning |',
      '| --- | --- |',
      ...Object.entries(exitCodes).map(([code, words]) => `| ${code} | ${words} |`),
    ].join('\n'),
    '## Start here',
    fence('sh', helpTextOf(program).examples),
  ]);

/** Which changes ask, and why the others do not. */
const undoPart = [
  '## Confirmation and undo',
  wrapped(
    'A command asks you to confirm when its effect cannot be undone: it revokes, suspends, removes or disables something, ' +
      'or replaces a password. It first shows what it affects.',
  ),
  wrapped(
    '`account update` and `credential set-policy` do not ask. They print the command that restores the previous values. ' +
      'Tokens that such a change revoked stay revoked: clients request new ones.',
  ),
];

const page = (parts: readonly string[]): string => `${[made, ...parts].join('\n\n')}\n`;
