import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** `NginxWorker`: a process of NGINX that serves connections. */
export interface NginxWorker {
  readonly pid: number;
  /** Whether a signal or a debugger stopped it: it accepts connections, and answers none. */
  readonly isStopped: boolean;
  readonly startedAt: Date;
}

/** Clock ticks of `/proc` in a second: 100 on every Linux. */
const ticksPerSecond = 100;

/**
 * Returns the workers of the NGINX that runs with a configuration, without those that a reload lets finish; `null`: it does
 * not run on this host, or in another namespace of processes.
 *
 * @param configuration the text of `nginx.conf`, which names the file with the id of the master process
 */
export const nginxWorkers = async (configuration: string): Promise<readonly NginxWorker[] | null> => {
  const [, pidFile] = /^\s*pid\s+([^\s;]+)\s*;/m.exec(configuration) ?? [];
  const [master, bootedAt] = [Number(await textOf(pidFile)), await bootTime()];
  if (!Number.isInteger(master) || master <= 0 || bootedAt === null) return null;
  // The file of an NGINX that was killed names any process.
  if (!(await textOf(`/proc/${String(master)}/cmdline`)).startsWith('nginx: master process')) return null;
  const found = await Promise.all((await processIds()).map((pid) => read(pid, master, bootedAt)));
  return found.filter((worker) => worker !== null);
};

const processIds = async (): Promise<readonly number[]> =>
  (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);

/** A file of a process that has just ended is empty. */
const textOf = (path: string | undefined): Promise<string> =>
  path === undefined ? Promise.resolve('') : readFile(path, 'utf8').catch(() => '');

const bootTime = async (): Promise<number | null> => {
  const [, seconds] = /^btime (\d+)$/m.exec(await textOf('/proc/stat')) ?? [];
  return seconds === undefined ? null : Number(seconds) * 1000;
};

const read = async (pid: number, master: number, bootedAt: number): Promise<NginxWorker | null> => {
  const folder = join('/proc', String(pid));
  // The name in parentheses may have spaces and parentheses itself: fields are counted from its end (proc(5)).
  const fields = (await textOf(join(folder, 'stat'))).split(') ').at(-1)?.split(' ') ?? [];
  const [state = '', parent = ''] = fields;
  if (Number(parent) !== master) return null;
  const title = (await textOf(join(folder, 'cmdline'))).replaceAll('\0', ' ').trim();
  if (title !== 'nginx: worker process') return null;
  const startedAt = new Date(bootedAt + (Number(fields[19]) / ticksPerSecond) * 1000);
  return { pid, isStopped: state === 'T' || state === 't', startedAt };
};
