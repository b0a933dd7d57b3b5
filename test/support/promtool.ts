import { execFile } from 'node:child_process';
import { findOnPath } from '../../src/cli/deployment/programs.js';

/** What promtool said, and whether it found nothing wrong. */
export interface PromtoolAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * Resolves to the path of promtool (Debian's package `prometheus`), or to `null` where it is not
 * installed. In CI it must be: `.ci/run` installs it.
 */
export const findPromtool = async (): Promise<string | null> => {
  const found = await findOnPath('promtool');
  if (found === null && process.env['CI'] !== undefined)
    throw new Error('promtool is missing: apt-get install --no-install-recommends prometheus');
  return found;
};

/** Runs promtool; `input` is its standard input. */
export const promtool = (
  binary: string,
  argumentList: readonly string[],
  input = '',
): Promise<PromtoolAnswer> =>
  new Promise((resolve) => {
    const child = execFile(binary, argumentList, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code ?? 1), output: `${stdout}${stderr}` });
    });
    child.stdin?.end(input);
  });
