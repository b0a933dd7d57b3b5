import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** `NginxProcess`: the master of NGINX, or a worker, which serves connections. */
export interface NginxProcess {
  readonly pid: number;
  /** Whether a signal or a debugger stopped it: it accepts connections, and answers none. */
  readonly isStopped: boolean;
  readonly startedAt: Date;
}

/** `RunningNginx`: a master, and its workers without those that a reload lets finish. */
export interface RunningNginx {
  readonly master: NginxProcess;
  readonly workers: readonly NginxProcess[];
}

/** Clock ticks of `/proc` in a second: 100 on every Linux. */
const ticksPerSecond = 100;

/** In what the kernel keeps a process that writes to a full pipe (`/proc/PID/wchan`): older kernels have another word. */
const pipeWrite = /pipe_(write|wait)/;
const secondLookMs = 300;

const masterTitle = 'nginx: master process';
const workerTitle = 'nginx: worker process';

/**
 * Returns the NGINX that runs with a configuration; `null`: it does not run on this host, or in another namespace of processes.
 *
 * @param configuration the text of `nginx.conf`, which names the file with the id of the master process
 */
export const runningNginx = async (configuration: string): Promise<RunningNginx | null> => {
  const [, pidFile] = /^\s*pid\s+([^\s;]+)\s*;/m.exec(configuration) ?? [];
  const pid = Number(await textOf(pidFile));
  const found = await allOfNginx();
  // The file of an NGINX that was killed names any process.
  const master = found.find((one) => one.pid === pid && one.title.startsWith(masterTitle));
  if (!master) return null;
  return { master, workers: found.filter((one) => one.parent === pid && one.title === workerTitle) };
};

/**
 * Returns the workers whose master was killed, and that still hold one of these ports: a new master cannot listen there. Who may
 * not see the sockets of a worker takes it for one that does.
 */
export const workersWithoutMaster = async (ports: readonly number[]): Promise<readonly NginxProcess[]> => {
  const found = await allOfNginx();
  const masters = new Set(found.filter(({ title }) => title.startsWith(masterTitle)).map(({ pid }) => pid));
  const left = found.filter(({ title, parent }) => title === workerTitle && !masters.has(parent));
  if (left.length === 0) return [];
  const listening = await socketsAt(ports);
  const holding = await Promise.all(
    left.map(async (one) => {
      const sockets = await socketsOf(one.pid);
      const holds = listening.size > 0 && (sockets?.some((socket) => listening.has(socket)) ?? true);
      return holds ? one : null;
    }),
  );
  return holding.filter((one) => one !== null);
};

/**
 * Returns the workers that wait for the reader of a pipe, and serve nothing meanwhile. NGINX writes its log without
 * regard to whether it is read. Who may not see what a process waits for finds none.
 */
export const waitingForReader = async (
  workers: readonly NginxProcess[],
): Promise<readonly NginxProcess[]> => {
  const look = async (): Promise<ReadonlySet<number>> => {
    const places = await Promise.all(workers.map(({ pid }) => textOf(join('/proc', String(pid), 'wchan'))));
    return new Set(workers.filter((_, index) => pipeWrite.test(places[index] ?? '')).map(({ pid }) => pid));
  };
  const first = await look();
  if (first.size === 0) return [];
  // A worker may have waited for a moment only.
  await pause(secondLookMs);
  const second = await look();
  return workers.filter(({ pid }) => first.has(pid) && second.has(pid));
};

interface FoundProcess extends NginxProcess {
  readonly parent: number;
  readonly title: string;
}

const allOfNginx = async (): Promise<readonly FoundProcess[]> => {
  const bootedAt = await bootTime();
  if (bootedAt === null) return [];
  const found = await Promise.all((await processIds()).map((pid) => read(pid, bootedAt)));
  return found.filter((one) => one !== null);
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

const read = async (pid: number, bootedAt: number): Promise<FoundProcess | null> => {
  const folder = join('/proc', String(pid));
  const title = (await textOf(join(folder, 'cmdline'))).replaceAll('\0', ' ').trim();
  if (!title.startsWith('nginx: ')) return null;
  // The name in parentheses may have spaces and parentheses itself: fields are counted from its end (proc(5)).
  const fields = (await textOf(join(folder, 'stat'))).split(') ').at(-1)?.split(' ') ?? [];
  const [state = '', parent = ''] = fields;
  const startedAt = new Date(bootedAt + (Number(fields[19]) / ticksPerSecond) * 1000);
  return { pid, parent: Number(parent), title, isStopped: state === 'T' || state === 't', startedAt };
};

/** The state of a socket that accepts connections (`/proc/net/tcp`, proc(5)). */
const listeningState = '0A';

/** Returns the inodes of the sockets that accept connections at these ports. */
const socketsAt = async (ports: readonly number[]): Promise<ReadonlySet<string>> => {
  const tables = await Promise.all(['/proc/net/tcp', '/proc/net/tcp6'].map(textOf));
  const rows = tables.flatMap((table) => table.split('\n').map((line) => line.trim().split(/\s+/)));
  return new Set(
    rows
      .filter(([, local = '', , state]) => {
        const port = Number.parseInt(local.split(':').at(-1) ?? '', 16);
        return state === listeningState && ports.includes(port);
      })
      .map((fields) => fields[9] ?? ''),
  );
};

/** Returns the inodes of the sockets of a process, none once it has ended; `null`: only root and its own user may see them. */
export const socketsOf = async (pid: number): Promise<readonly string[] | null> => {
  const folder = join('/proc', String(pid), 'fd');
  const names = await readdir(folder).catch((error: unknown) => (isDenied(error) ? null : []));
  if (names === null) return null;
  const links = await Promise.all(names.map((name) => readlink(join(folder, name)).catch(() => '')));
  return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
};

const isDenied = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
