import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { inspectProcess } from '../../src/cli/deployment/programs.js';
import { hasExited, stopByNumber, stopChild, waitUntil } from './processes.js';

export interface RunningProgram {
  readonly pid: number;
  /** Resolves with one sentence when the program has ended, as intended or not. */
  readonly ended: Promise<string>;
  /** Lets requests finish (10 s), then stops the program by force. */
  stop(): Promise<void>;
}

/** `ProgramInput`: a program of the stack that runs in a process of its own. */
export interface ProgramInput {
  /** The subject of a sentence: `The application`. */
  readonly name: string;
  /** The compiled file. */
  readonly program: string;
  /** Node's own flags. */
  readonly flags: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly log: string;
  readonly pid: string;
  readonly isReady: () => Promise<boolean>;
}

const readyWithinMs = 20_000;
const logTailLines = 5;

/** Starts a program with `node`, its flags and its environment, and waits until it is ready. */
export const startProgram = async (input: ProgramInput): Promise<RunningProgram> => {
  const { name, program, log: logFile, pid: pidFile } = input;
  await stopLeftover(pidFile, program);
  const log = await open(logFile, 'a', 0o600);
  const logFrom = (await log.stat()).size;
  const child = spawn(process.execPath, [...input.flags, program], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...input.environment },
    stdio: ['ignore', log.fd, log.fd],
    // A group of its own: Ctrl-C reaches this process alone, which stops NGINX first and the
    // database last.
    detached: true,
  });
  await log.close();
  await writeFile(pidFile, String(child.pid), { mode: 0o600 });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(`${name} ended (${signal ?? `exit ${String(code)}`}); see ${logFile}.`);
    });
  });
  const ready = await waitUntil(async () => hasExited(child) || (await input.isReady()), readyWithinMs);
  if (!ready || hasExited(child)) {
    await stopChild(child, [['SIGKILL', 1000]]);
    throw new Error(`${name} did not become ready:\n${await tailOf(logFile, logFrom)}\nMore in ${logFile}.`);
  }
  return {
    pid: child.pid ?? 0,
    ended,
    stop: () =>
      stopChild(child, [
        ['SIGTERM', 10_000],
        ['SIGKILL', 1000],
      ]),
  };
};

/** Stops a program whose supervisor was killed: nothing else would ever stop it. */
const stopLeftover = async (pidFile: string, program: string): Promise<void> => {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const found = Number.isInteger(pid) ? await inspectProcess(pid) : null;
  if (!found?.command.includes(program)) return;
  await stopByNumber(pid, [
    ['SIGTERM', 5000],
    ['SIGKILL', 1000],
  ]);
};

const tailOf = async (file: string, from: number): Promise<string> => {
  const text = (await readFile(file)).subarray(from).toString('utf8').trim();
  return text.split('\n').slice(-logTailLines).join('\n');
};
