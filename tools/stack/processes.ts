/**
 * What the runners of NGINX and PostgreSQL share: ports, waiting and stopping.
 *
 * Must never: stop a process by its number alone. The system reuses numbers; the command line has
 * to match as well.
 */
import type { ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { inspectProcess } from '../../src/cli/deployment/programs.js';

/** Prints one line for the person who started the stack. */
export type Say = (line: string) => void;

const codeOf = (reason: unknown): unknown =>
  reason instanceof Error && 'code' in reason ? reason.code : undefined;

/**
 * Checks whether a TCP port can be bound.
 *
 * @param setting the environment variable that changes it, named in the error
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
        `Port ${port} is already in use. Stop the program that uses it, or set ${setting} to another port.`,
      );
    }
    if (codeOf(reason) === 'EACCES') {
      throw new Error(`Port ${port} cannot be opened by this user. Set ${setting} to a port above 1023.`);
    }
    throw reason;
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
};

/**
 * Asks a question every 25 ms until the answer is yes.
 *
 * @returns false when `withinMs` milliseconds have passed
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

/**
 * Sends the signals one after the other, each with its time in milliseconds, until the process has
 * ended.
 */
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

/** Does the same for a process that is not a child of this one. */
export const stopByNumber = async (
  pid: number,
  signals: readonly (readonly [NodeJS.Signals, number])[],
): Promise<void> => {
  for (const [signal, waitMs] of signals) {
    if ((await inspectProcess(pid)) === null) return;
    process.kill(pid, signal);
    if (await waitUntil(async () => (await inspectProcess(pid)) === null, waitMs)) return;
  }
};
