/**
 * Reads what a process uses from /proc: processor time by part, so that a figure also shows where
 * the time went (nothing is shown on systems other than Linux), and resident memory.
 */
import { readdir, readFile } from 'node:fs/promises';

interface Line {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  /** The time of children that have ended. */
  readonly endedTicks: number;
}

const ticksPerSecond = 100;

/** Reads /proc/<pid>/stat. The name in brackets may contain anything, so it is cut off first. */
const lineOf = async (pid: number): Promise<Line | null> => {
  const text = await readFile(`/proc/${String(pid)}/stat`, 'utf8').catch(() => null);
  if (text === null) return null;
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15).map(Number);
  return { pid, parent: Number(fields[1]), ticks: user + system, endedTicks: endedUser + endedSystem };
};

/** Returns the seconds of processor time that each process and its children have used so far. */
export const processorSeconds = async (
  pids: Readonly<Record<string, number>>,
): Promise<Readonly<Record<string, number>>> => {
  const names = await readdir('/proc').catch(() => []);
  const numbers = names.map(Number).filter((pid) => Number.isInteger(pid) && pid > 0);
  const lines = (await Promise.all(numbers.map(lineOf))).filter((line) => line !== null);
  const sum = (root: number): number =>
    lines
      .filter(({ pid, parent }) => pid === root || parent === root)
      .reduce((total, { pid, ticks, endedTicks }) => total + ticks + (pid === root ? endedTicks : 0), 0) /
    ticksPerSecond;
  return Object.fromEntries(Object.entries(pids).map(([name, pid]) => [name, sum(pid)]));
};

/** Returns the resident size of a process in MB (10^6 bytes). */
export const residentMegabytes = async (pid: number): Promise<number> => {
  const text = await readFile(`/proc/${String(pid)}/status`, 'utf8');
  const kibibytes = Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1] ?? Number.NaN);
  return (kibibytes * 1024) / 1_000_000;
};
