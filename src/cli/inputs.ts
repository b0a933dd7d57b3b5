/** Reads the inputs of commands from the command line, files and the standard input. */
import { InvalidArgumentError, Option } from 'commander';
import { Secret } from '../core/credentials/secret.js';
import { daySeconds, hourSeconds } from '../core/shared/durations.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { ManagementError } from '../core/shared/management-error.js';
import { noRoomFor } from './failure.js';
import type { NewFile, Terminal } from './screen/terminal.js';

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: hourSeconds, d: daySeconds };

/** Collects the values of an option that may be given several times. */
export const collectValues = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

/** Reads `7d`, `12h`, `30m`, `45s` or `0`; returns seconds. */
export const parseDuration = (text: string): number =>
  parseSeconds(text, 'Write a duration such as 7d, 12h, 30m or 0.');

/** Reads the same as `parseDuration`, except 0. */
export const parseWait = (text: string): number => parseSeconds(text, 'Write a duration such as 2h or 30m.');

const parseSeconds = (text: string, advice: string): number => {
  const [, number = '', unit = ''] = /^(\d{1,6})([smhd]?)$/.exec(text) ?? [];
  const found = Number(number) * (unitSeconds[unit] ?? (Number(number) === 0 ? 1 : Number.NaN));
  if (number === '' || Number.isNaN(found)) throw new InvalidArgumentError(advice);
  return found;
};

/**
 * Reads `2027-01-31`, the beginning of that day in UTC, or a whole instant `2027-01-31T12:00:00Z`.
 */
export const instantOption = (text: string): Date => {
  const date = new Date(text);
  const known =
    /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z)?$/.test(text) && !Number.isNaN(date.getTime());
  // Node reads the 31st of February as the 3rd of March.
  if (!known || !date.toISOString().startsWith(text.slice(0, 10))) {
    throw new InvalidArgumentError('Write a time such as 2027-01-31 or 2027-01-31T12:00:00Z.');
  }
  return date;
};

/** Reads plain digits; the use case checks the range. */
export const wholeNumberOption = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Write a whole number, such as 365.');
  return Number(text);
};

/** The days that the lists of what expires look ahead when they are not told how many. */
export const defaultExpiringDays = 30;

/** Reads the days of a list of what expires. */
export const daysOption = (text: string): number => {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Write a number of days, such as 30.');
  return Number(text);
};

/** The longest list that `--limit` asks for. */
export const limitMax = 1000;

/** Reads the length of a list. */
export const limitOption = (text: string): number => {
  const number = /^[1-9]\d{0,3}$/.test(text) ? Number(text) : limitMax + 1;
  if (number > limitMax) throw new InvalidArgumentError(`Write a number from 1 to ${String(limitMax)}.`);
  return number;
};

/** Reads and collects `contract:policy`. */
export const permissionOption = (
  text: string,
  before: readonly { contract: string; policy: string }[] = [],
): readonly { contract: string; policy: string }[] => {
  const [contract = '', policy = '', ...rest] = text.split(':');
  if (contract === '' || policy === '' || rest.length > 0) {
    throw new InvalidArgumentError('Write contract:policy, such as avista:tls.');
  }
  return [...before, { contract, policy }];
};

export interface SecretOptions {
  readonly secretFile?: string;
  readonly secretStdin?: true;
  readonly secret?: string | true;
}

/** Returns the options for a custom secret that show up in no process list and no shell history. */
export const secretOptions = (): readonly Option[] =>
  secretInputOptions('secret', '8 to 64 characters, hard to guess');

/**
 * Resolves to the custom secret, without the line break at its end; `undefined` when none was
 * given.
 */
export const readCustomSecret = (options: SecretOptions, terminal: Terminal): Promise<Secret | undefined> =>
  readHandedOver(
    'secret',
    { seen: options.secret, stdin: options.secretStdin, file: options.secretFile },
    terminal,
  );

export interface PasswordOptions {
  readonly passwordFile?: string;
  readonly passwordStdin?: true;
  readonly password?: string | true;
}

export const passwordOptions = (): readonly Option[] =>
  secretInputOptions('password', '12 to 128 characters, hard to guess');

/**
 * Resolves to the custom password, without the line break at its end; `undefined` when none was
 * given.
 */
export const readCustomPassword = (
  options: PasswordOptions,
  terminal: Terminal,
): Promise<Secret | undefined> =>
  readHandedOver(
    'password',
    { seen: options.password, stdin: options.passwordStdin, file: options.passwordFile },
    terminal,
  );

const secretInputOptions = (what: 'secret' | 'password', limits: string): readonly Option[] => [
  new Option(`--${what}-file <path>`, `read the ${what} from this file (${limits}; default: generate one)`),
  new Option(`--${what}-stdin`, `read the ${what} from standard input`).conflicts(`${what}File`),
  // A known option, so that the command explains why it is refused and does not print the secret
  // once more.
  new Option(`--${what} [${what}]`).hideHelp(),
];

interface SecretInput {
  readonly seen: string | true | undefined;
  readonly stdin: true | undefined;
  readonly file: string | undefined;
}

const readHandedOver = async (
  what: 'secret' | 'password',
  { seen, stdin, file }: SecretInput,
  terminal: Terminal,
): Promise<Secret | undefined> => {
  if (seen !== undefined) {
    const why =
      'every user of this machine can see the command line, and the shell keeps it. Treat this one as leaked';
    throw new ManagementError(
      'invalid',
      `${what}: ${why}, and pass another one with --${what}-file or --${what}-stdin`,
      what,
    );
  }
  if (stdin) return new Secret(withoutLineBreak(await terminal.readStdin()));
  return file === undefined ? undefined : new Secret(withoutLineBreak(await readFile(file, terminal, what)));
};

/** Resolves to the text of a file, or with `-` of the standard input. */
export const textOf = (path: string, terminal: Terminal, field: string): Promise<string> =>
  path === '-' ? terminal.readStdin() : readFile(path, terminal, field);

/** Yields the lines of a file, or with `-` of the standard input. */
export async function* readLines(path: string, terminal: Terminal): AsyncIterable<string> {
  try {
    yield* terminal.linesOf(path);
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause;
    throw new ManagementError('invalid', `file: ${whyUnreadable(path, cause)}`, 'file', { cause });
  }
}
/**
 * Resolves to the secret in a file, without the line break at its end; `undefined` when no file is
 * named.
 */
export const secretFrom = async (
  path: string | undefined,
  terminal: Terminal,
  field: string,
): Promise<Secret | undefined> =>
  path === undefined ? undefined : new Secret(withoutLineBreak(await readFile(path, terminal, field)));

/**
 * Creates a file that only its owner may read, for content that cannot be shown again. Throws
 * `ManagementError('invalid')`.
 */
export const fileOption = async (terminal: Terminal, path: string): Promise<NewFile> => {
  try {
    return await terminal.newFile(path);
  } catch (cause) {
    throw noRoomFor(path, cause) ?? unwritable(path, cause);
  }
};

/** Writes a file, and replaces an existing one. Throws `ManagementError('invalid')`. */
export const writeTo = async (terminal: Terminal, path: string, bytes: Uint8Array): Promise<void> => {
  try {
    await terminal.replaceFile(path, bytes);
  } catch (cause) {
    throw noRoomFor(path, cause) ?? unwritable(path, cause);
  }
};

const unwritable = (path: string, cause: unknown): ManagementError =>
  new ManagementError('invalid', `out: ${whyUnwritable(path, cause)}`, 'out', { cause });

const whyUnwritable = (path: string, cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EEXIST') return `${path} already exists and is not overwritten. Name another file`;
  if (code === 'ENOENT') return `the folder of ${path} does not exist`;
  if (code === 'EISDIR') return `${path} is a folder, not a file`;
  if (code === 'EPERM') return `only root can replace ${path}, which belongs to another user or group`;
  if (code === 'EACCES' || code === 'EROFS') return `you have no permission to write ${path}`;
  return `${path} cannot be written: ${errorMessageOf(cause)}`;
};

const readFile = async (path: string, terminal: Terminal, field: string): Promise<string> => {
  try {
    return await terminal.readFile(path);
  } catch (cause) {
    throw new ManagementError('invalid', `${field}: ${whyUnreadable(path, cause)}`, field, { cause });
  }
};

const whyUnreadable = (path: string, cause: unknown): string => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return `${path} does not exist`;
  if (code === 'EISDIR') return `${path} is a folder, not a file`;
  if (code === 'EACCES') return `you have no permission to read ${path}`;
  return `${path} cannot be read: ${errorMessageOf(cause)}`;
};

const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, '');
