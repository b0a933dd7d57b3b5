/**
 * Finds and runs other programs of this machine, and recognises a running process.
 *
 * Must never: recognise a process by its number alone. The system reuses numbers; the command line
 * has to match as well.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

export const run = promisify(execFile);

/**
 * Returns the `message` of anything that was thrown; for a failed command, what it printed on
 * stderr.
 */
export const messageOf = (reason: unknown): string => {
  if (!(reason instanceof Error)) return String(reason);
  const printed = 'stderr' in reason && typeof reason.stderr === 'string' ? reason.stderr.trim() : '';
  return printed === '' ? reason.message : printed;
};

const codeOf = (reason: unknown): unknown =>
  reason instanceof Error && 'code' in reason ? reason.code : undefined;

/** Whether a process with that number exists. */
export const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (reason) {
    return codeOf(reason) === 'EPERM';
  }
};

/**
 * Returns a running process as `ps` shows it; null when there is none, or only a zombie that its
 * parent has not collected.
 */
export const inspectProcess = async (pid: number): Promise<{ parent: number; command: string } | null> => {
  if (!isAlive(pid)) return null;
  try {
    const { stdout } = await run('ps', ['-ww', '-o', 'ppid=,stat=,command=', '-p', String(pid)]);
    const found = /^\s*(\d+)\s+(\S+)\s+(.*)$/m.exec(stdout);
    if (found?.[2] === undefined || found[2].startsWith('Z')) return null;
    return { parent: Number(found[1]), command: found[3] ?? '' };
  } catch {
    return await readProcFile(pid);
  }
};

// A slim container has no `ps`.
const readProcFile = async (pid: number): Promise<{ parent: number; command: string } | null> => {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim();
    if (/^State:\s*Z/m.test(status)) return null;
    return { parent: Number(/^PPid:\s*(\d+)/m.exec(status)?.[1] ?? 0), command };
  } catch {
    return null;
  }
};

/**
 * Returns the first `name` on the PATH and in the system's own folders (a user's PATH often lacks
 * /usr/sbin), or null.
 */
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
