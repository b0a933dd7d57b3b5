import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The children of a process whose command line has this text. */
export const childrenOf = async (pid: number, text = ''): Promise<number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-o', 'pid=,args=', '--ppid', String(pid)]);
  return stdout
    .split('\n')
    .filter((line) => line.trim() !== '' && line.includes(text))
    .map((line) => Number.parseInt(line, 10));
};

/** Stops a process and its children; the function that is returned lets the same ones go on. */
export const stopTree = async (pid: number): Promise<() => void> => {
  // The parent first, or it would see that a child stands still, and start others.
  process.kill(pid, 'SIGSTOP');
  const pids = [pid, ...(await childrenOf(pid))];
  for (const child of pids.slice(1)) process.kill(child, 'SIGSTOP');
  return () => {
    for (const each of pids) continueIfAlive(each);
  };
};

/** What was killed meanwhile has nothing to go on with. */
const continueIfAlive = (pid: number): void => {
  try {
    process.kill(pid, 'SIGCONT');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};
