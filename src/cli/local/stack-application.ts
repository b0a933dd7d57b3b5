import { spawn } from 'node:child_process';
import { open, readFile, writeFile } from 'node:fs/promises';
import { hasExited, lookAtProcess, stopByNumber, stopChild, waitUntil } from './processes.js';

export interface RunningApplication {
  readonly pid: number;
  /** Resolves when it has ended, wanted or not, with one sentence. */
  readonly ended: Promise<string>;
  /** Lets requests finish (10 s), then insists. */
  stop(): Promise<void>;
}

/**
 * What stands between `node` and the program; the Dockerfile's CMD says the same. What a request leaves behind is gone when it is
 * answered: with V8's own 16 MB of young space three times over, a process is 60 MB larger and no faster (docs/benchmarks.md).
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=4'];

const readyWithinMs = 20_000;
const logTailLines = 5;

/** Starts the application as production does, `node` with its flags and its environment, and waits until it can issue. */
export const startApplication = async (
  program: string,
  environment: Readonly<Record<string, string>>,
  files: { readonly log: string; readonly pid: string },
): Promise<RunningApplication> => {
  const { log: logFile, pid: pidFile } = files;
  const port = Number(environment['PORTARIA_PORT']);
  await stopLeftover(pidFile, program);
  const log = await open(logFile, 'a', 0o600);
  const logFrom = (await log.stat()).size;
  const child = spawn(process.execPath, [...nodeFlags, program], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', ...environment },
    stdio: ['ignore', log.fd, log.fd],
    // A group of its own: Ctrl-C reaches this process alone, which stops NGINX first and the database last.
    detached: true,
  });
  await log.close();
  await writeFile(pidFile, String(child.pid), { mode: 0o600 });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(`The application ended (${signal ?? `exit ${String(code)}`}); see ${logFile}.`);
    });
  });
  const ready = await waitUntil(async () => hasExited(child) || (await isReady(port)), readyWithinMs);
  if (!ready || hasExited(child)) {
    await stopChild(child, [['SIGKILL', 1000]]);
    throw new Error(
      `The application did not get ready:\n${await tailOf(logFile, logFrom)}\nMore in ${logFile}.`,
    );
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

/** An application whose supervisor was killed lives on: nobody would ever stop it. */
const stopLeftover = async (pidFile: string, program: string): Promise<void> => {
  const pid = Number.parseInt(await readFile(pidFile, 'utf8').catch(() => ''), 10);
  const found = Number.isInteger(pid) ? await lookAtProcess(pid) : null;
  if (!found?.command.includes(program)) return;
  await stopByNumber(pid, [
    ['SIGTERM', 5000],
    ['SIGKILL', 1000],
  ]);
};

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${String(port)}/healthz/ready`).then(
    (answer) => answer.ok,
    () => false,
  );

const tailOf = async (file: string, from: number): Promise<string> => {
  const text = (await readFile(file)).subarray(from).toString('utf8').trim();
  return text.split('\n').slice(-logTailLines).join('\n');
};
