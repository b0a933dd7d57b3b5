import { CommanderError } from 'commander';
import { z } from 'zod';
import { ConfigError } from '../config/read-settings.js';
import { errorMessageOf } from '../core/shared/error-message.js';
import { ManagementError, type ManagementErrorCode } from '../core/shared/management-error.js';
import { localFile } from './environment.js';
import { escapeControlCharacters } from './screen/screen.js';

/** With the settings of the local stack, a refused connection has one usual reason. */
const stoppedStack = (cause: unknown): string | null => {
  const { data: refused } = refusedConnection.safeParse(cause);
  if (!refused) return null;
  const place = `${refused.address}:${String(refused.port)}`;
  return `PostgreSQL does not answer at ${place}. Is the local stack running? Start it: npm start`;
};

const refusedConnection = z.object({
  code: z.literal('ECONNREFUSED'),
  address: z.string(),
  port: z.number(),
});

/**
 * The exit codes and their meanings; `--help` prints this table. 78 is EX_CONFIG of sysexits(3).
 */
export const exitCodes = {
  0: 'success',
  1: 'failure, unusable database, unwritable output, client-doctor found a problem, or doctor a warning',
  2: 'wrong command or input, not confirmed, or doctor found a problem',
  3: 'not found',
  4: 'conflict with existing data or a policy',
  78: 'configuration error',
} as const;
export type ExitCode = keyof typeof exitCodes;

const byCode = {
  invalid: 2,
  not_found: 3,
  conflict: 4,
  stale: 4,
  reused: 4,
  refused: 4,
  insufficient_scope: 4,
  rate_limited: 4,
  unavailable: 1,
} as const satisfies Record<ManagementErrorCode, ExitCode>;

/** `SecretNotShown`: a change is done, but the secret that it created could not be written to the output. */
export class SecretNotShown extends Error {}

/** `FileNotWritten`: the disk is full, or a limit of its owner or of this process is reached. */
export class FileNotWritten extends Error {}

const diskFull = new Map([
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota of this user is used up'],
  ['EFBIG', 'the file would be larger than this process may write (ulimit -f)'],
]);

/** Returns `FileNotWritten` when `cause` says that there was no room for a file; `null`: it is another error. */
export const noRoomFor = (path: string, cause: unknown): FileNotWritten | null => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const problem = diskFull.get(code);
  return problem === undefined ? null : new FileNotWritten(`${path} was not written: ${problem}`, { cause });
};

/** `CheckFailed`: a command has shown what is wrong with what it was asked to check. */
export class CheckFailed extends Error {
  constructor(readonly exitCode: 1 | 2 = 1) {
    super();
  }
}

/**
 * `Failure`: how a failed command ended: the exit code, and the message for people; never a stack
 * trace.
 */
export interface Failure {
  readonly exitCode: ExitCode;
  /** `null` when the message was already printed. */
  readonly words: string | null;
}

/**
 * `settingsFrom` is the file from which the settings were read, when it was not the environment
 * alone.
 */
export const failureOf = (thrown: unknown, settingsFrom: string | null): Failure => {
  if (thrown instanceof CheckFailed) return { exitCode: thrown.exitCode, words: null };
  if (thrown instanceof CommanderError) return { exitCode: thrown.exitCode === 0 ? 0 : 2, words: null };
  if (thrown instanceof ManagementError) {
    const where = thrown.code === 'unavailable' && settingsFrom ? ` (settings from ${settingsFrom})` : '';
    const words = (settingsFrom === localFile ? stoppedStack(thrown.cause) : null) ?? thrown.message;
    return { exitCode: byCode[thrown.code], words: escapeControlCharacters(words) + where };
  }
  if (thrown instanceof SecretNotShown || thrown instanceof FileNotWritten)
    return { exitCode: 1, words: escapeControlCharacters(thrown.message) };
  if (thrown instanceof ConfigError) return { exitCode: 78, words: thrown.message };
  return {
    exitCode: 1,
    words: escapeControlCharacters(`failed unexpectedly: ${errorMessageOf(thrown)}`),
  };
};
