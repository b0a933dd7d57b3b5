/**
 * What the runners of NGINX and PostgreSQL have in common: ports, waiting, stopping, and recognising a process that an
 * earlier, killed run has left behind.
 *
 * Must never: stop a process by its number alone. Numbers are used again; the command line has to match as well.
 */
import { execFile, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/** Says one line to the person who started it. */
export type Say = (line: string) => void;

/** `message` of anything that was thrown; for a failed command what it printed on stderr. */
export const messageOf = (reason: unknown): string => {
  if (!(reason instanceof Error)) return String(reason);
  const printed = 'stderr' in reason && typeof reason.stderr === 'string' ? reason.stderr.trim() : '';
  return printed === '' ? reason.message : printed;
};

const codeOf = (reason: unknown): unknown =>
  reason instanceof Error && 'code' in reason ? reason.code : undefined;

/**
 * Looks whether a TCP port can be bound.
 *
 * @param setting the environment variable that moves it, named in the error
 * @throws Error with one sentence when it is in use or may not be bound
 */
export const assertPortFree = async (port: number, setting: string, host = '127.0.0.1'): Promise<void> => {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, exclusive: true }, resolve);
    });
  } catch (reason) {
    if (codeOf(reason) === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is already in use: stop what listens there, or set ${setting} to another port.`,
      );
    }
    if (codeOf(reason) === 'EACCES') {
      throw new Error(`Port ${port} may not be opened by this user: set ${setting} to a port above 1023.`);
    }
    throw reason;
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
};

/** Whether a process of that number exists. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (reason) {
    return codeOf(reason) === 'EPERM';
  }
};

/** A running process as `ps` shows it; null when there is none, or only its remains that nobody has collected. */
export const lookAtProcess = async (pid: number): Promise<{ parent: number; command: string } | null> => {
  if (!isAlive(pid)) return null;
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'ppid=,stat=,command=', '-p', String(pid)]);
    const found = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(stdout);
    if (found?.[2] === undefined || found[2].startsWith('Z')) return null;
    return { parent: Number(found[1]), command: found[3] ?? '' };
  } catch {
    return await lookInProc(pid);
  }
};

// A slim container has no `ps`.
const lookInProc = async (pid: number): Promise<{ parent: number; command: string } | null> => {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    if (/^State:\s*Z/m.test(status)) return null;
    return { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0), command };
  } catch {
    return null;
  }
};

/** The first `name` on the PATH and in the system's own folders (a user's PATH often lacks /usr/sbin), or null. */
export const findOnPath = async (
  name: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<string | null> => {
  const folders = [
    ...(env['PATH'] ?? '').split(delimiter),
    '/usr/sbin',
    '/usr/local/sbin',
    '/usr/local/bin',
    '/opt/homebrew/bin',
  ];
  for (const folder of folders.filter((entry) => entry !== '')) {
    const file = join(folder, name);
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  return null;
};

/**
 * Asks a question every 25 ms until the answer is yes.
 *
 * @returns false when `withinMs` milliseconds have gone by
 */
export const waitUntil = async (
  done: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<boolean> => {
  const giveUpAt = performance.now() + withinMs;
  while (performance.now() < giveUpAt) {
    if (await done()) return true;
    await pause(25);
  }
  return await done();
};

export const hasExited = (child: ChildProcess): boolean =>
  child.exitCode !== null || child.signalCode !== null;

/** Sends the signals one after the other, each with its time in milliseconds, until the process is gone. */
export const stopChild = async (
  child: ChildProcess,
  signals: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> => {
  for (const [signal, waitMs] of signals) {
    if (hasExited(child)) return;
    child.kill(signal);
    if (await waitUntil(() => hasExited(child), waitMs)) return;
  }
};

/** The same for a process that is not our child. */
export const stopByNumber = async (
  pid: number,
  signals: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> => {
  for (const [signal, waitMs] of signals) {
    if ((await lookAtProcess(pid)) === null) return;
    process.kill(pid, signal);
    if (await waitUntil(async () => (await lookAtProcess(pid)) === null, waitMs)) return;
  }
};
