import { Argument, type Command, type Option } from 'commander';
import type { CliContext } from './cli-context.js';
import { explain } from './help.js';

/** One place of the command line, such as ` account create`, and what may be written there. */
interface Place {
  readonly path: string;
  readonly commands: readonly Word[];
  readonly options: readonly CompletedOption[];
}

interface Word {
  readonly name: string;
  readonly description: string;
}

interface CompletedOption extends Word {
  readonly takesValue: boolean;
  readonly choices: readonly string[];
}

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** `portaria completion`. */
export const addCompletionCommand = (program: Command, context: CliContext): void => {
  const completion = program
    .command('completion')
    .description('print a completion script for bash, zsh or fish')
    .addArgument(new Argument('<shell>', 'the shell').choices([...shells]))
    .action((shell: Shell) => {
      context.screen().text(scriptFor[shell](placesOf(program, program)));
    });
  explain(completion, {
    details: [
      'bash: add "source <(portaria completion bash)" to ~/.bashrc. zsh: save the script as _portaria in a folder of $fpath. ' +
        'fish: save it as ~/.config/fish/completions/portaria.fish.',
    ],
    examples: ['portaria completion bash', 'portaria completion fish'],
  });
};

const placesOf = (program: Command, command: Command, parentPath = ''): Place[] => {
  const help = command.createHelp();
  const path = command === program ? '' : `${parentPath} ${command.name()}`;
  const below = help.visibleCommands(command);
  const options = [
    ...help.visibleOptions(command),
    ...(command === program ? [] : help.visibleOptions(program)),
  ];
  const byName = new Map(options.map((option) => [option.long ?? option.short ?? '', toWord(option)]));
  return [
    {
      path,
      commands: below.map((one) => ({ name: one.name(), description: one.description() })),
      options: [...byName.values()],
    },
    ...below.flatMap((one) => placesOf(program, one, path)),
  ];
};

const toWord = ({
  long,
  short,
  description,
  required,
  optional,
  argChoices = [],
}: Option): CompletedOption => ({
  name: long ?? short ?? '',
  description,
  takesValue: required || optional,
  choices: argChoices,
});

const wordsAt = ({ commands, options }: Place): string =>
  [...commands, ...options].map(({ name }) => name).join(' ');

/** The lines of each `case`: on the places, and on the options that take a value. */
const casesOf = (
  places: readonly Place[],
): { readonly paths: string; readonly values: string; readonly words: string } => ({
  paths: places
    .filter(({ path }) => path !== '')
    .map(({ path }) => `'${path}'`)
    .join('|'),
  // An option that takes any value leaves the place to the shell: files.
  values: places
    .flatMap(({ path, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .map(({ name, choices }) => `    '${path} ${name}') found=(${choices.join(' ')}) ;;\n`),
    )
    .join(''),
  words: places.map((place) => `      '${place.path}') found=(${wordsAt(place)}) ;;\n`).join(''),
});

const bash = (places: readonly Place[]): string => {
  const { paths, values, words } = casesOf(places);
  return `# Completion of portaria for bash: source <(portaria completion bash)
_portaria() {
  local place="" index found
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "$place \${COMP_WORDS[index]}" in
      ${paths}) place="$place \${COMP_WORDS[index]}" ;;
    esac
  done
  case "$place \${COMP_WORDS[COMP_CWORD - 1]}" in
${values}    *) case "$place" in
${words}    esac ;;
  esac
  COMPREPLY=($(compgen -W "\${found[*]}" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _portaria portaria
`;
};

const zsh = (places: readonly Place[]): string => {
  const { paths, values, words } = casesOf(places);
  return `#compdef portaria
# Completion of portaria for zsh: save it as _portaria in a folder of $fpath.
_portaria() {
  local place="" index
  local -a found
  for ((index = 2; index < CURRENT; index++)); do
    case "$place \${words[index]}" in
      ${paths}) place="$place \${words[index]}" ;;
    esac
  done
  case "$place \${words[CURRENT - 1]}" in
${values}    *) case "$place" in
${words}    esac ;;
  esac
  if ((\${#found})); then compadd -a found; else _files; fi
}
# The first tab loads this file out of $fpath, as the body of the function: it has to complete too.
if [[ \${funcstack[1]} == _portaria ]]; then
  _portaria "$@"
else
  compdef _portaria portaria
fi
`;
};

const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

const fish = (places: readonly Place[]): string => {
  const at = (path: string): string => `-n ${quoted(`__portaria_at ${quoted(path)}`)}`;
  const lines = places.flatMap(({ path, commands, options }) => [
    ...commands.map(
      ({ name, description }) => `complete -c portaria ${at(path)} -f -a ${name} -d ${quoted(description)}`,
    ),
    ...options.map(({ name, description, takesValue, choices }) => {
      const values = choices.length > 0 ? ` -x -a ${quoted(choices.join(' '))}` : takesValue ? ' -r' : '';
      const option = name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`;
      return `complete -c portaria ${at(path)} ${option}${values} -d ${quoted(description)}`;
    }),
  ]);
  return `# Completion of portaria for fish: save it as ~/.config/fish/completions/portaria.fish
function __portaria_at
  set -l place ''
  for word in (commandline -opc)[2..]
    switch "$place $word"
      case ${places
        .filter(({ path }) => path !== '')
        .map(({ path }) => quoted(path))
        .join(' ')}
        set place "$place $word"
    end
  end
  test "$place" = "$argv[1]"
end
${lines.join('\n')}
`;
};

const scriptFor: Readonly<Record<Shell, (places: readonly Place[]) => string>> = { bash, zsh, fish };
