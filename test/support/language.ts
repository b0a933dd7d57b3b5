import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** `LanguageTools`: what the tests of a package in another language need of this machine. */
export interface LanguageTools {
  /** Whether the tests are skipped: something is missing, and nothing demands that they run. */
  readonly skipped: boolean;
  /** Runs a program and resolves to what it prints; rejects with its messages when it fails. */
  run(command: readonly string[], options?: RunOptions): Promise<string>;
}

interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A proxy of this machine must not come between two of its own ports. */
const machine = { PATH: process.env['PATH'], HOME: process.env['HOME'], NODE: process.execPath };
const withinMs = 300_000;

const run: LanguageTools['run'] = async ([program = '', ...words], { cwd, env } = {}) => {
  const options = { cwd, env: { ...machine, ...env }, timeout: withinMs, maxBuffer: 16 * 1024 ** 2 };
  const { stdout, stderr } = await promisify(execFile)(program, words, options).catch((reason: unknown) => {
    // Test runners of some languages print to standard output.
    const said = reason instanceof Error && 'stdout' in reason ? String(reason.stdout) : '';
    throw new Error(`${String(reason)}\n${said}`);
  });
  return stdout + stderr;
};

/** Prepares what the tests need; where that fails, they are skipped loudly, unless PORTARIA_REQUIRE_EXAMPLES is set. */
export const openLanguage = async (
  name: string,
  prepare: (run: LanguageTools['run']) => Promise<unknown>,
): Promise<LanguageTools> => {
  try {
    await prepare(run);
    return { skipped: false, run };
  } catch (reason) {
    if (process.env['PORTARIA_REQUIRE_EXAMPLES']) throw reason;
    process.stderr.write(`SKIPPED: the client package for ${name}: ${String(reason).slice(0, 500)}\n`);
    return { skipped: true, run };
  }
};
