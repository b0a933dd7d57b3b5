/**
 * Runs NGINX as a child in the foreground: checks the configuration, starts, waits until it
 * answers, reloads, stops.
 *
 * Must never: stop an NGINX that runs with another configuration file.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { connect } from 'node:tls';
import { globalDirectives, type NginxBinary, problemIn } from '../../src/cli/deployment/nginx-binary.js';
import { inspectProcess, run } from '../../src/cli/deployment/programs.js';
import { assertPortFree, hasExited, type Say, stopByNumber, stopChild, waitUntil } from './processes.js';

export interface NginxOptions {
  readonly binary: NginxBinary;
  /** The rendered main configuration. */
  readonly configFile: string;
  /**
   * Where the rendered configuration writes its pid file and temporary folders
   * (`PORTARIA_NGINX_RUN_DIR`).
   */
  readonly runDir: string;
  /** Every port that it listens on, with the environment variable that changes it. All use TLS. */
  readonly ports: readonly { readonly port: number; readonly setting: string }[];
  /** File to which the child's own output is appended (0600). */
  readonly logFile: string;
  readonly say: Say;
}

export interface RunningNginx {
  readonly pid: number;
  /** Resolves with one sentence when NGINX has ended, as intended or not. */
  readonly ended: Promise<string>;
  /**
   * Reloads the configuration; the old workers finish the requests in progress. @throws Error of
   * `nginx -t`
   */
  reload(): Promise<void>;
  /** Lets requests finish (5 s), then stops NGINX by force. */
  stop(): Promise<void>;
}

const argumentsFor = (options: NginxOptions, directives: string): string[] => [
  '-p',
  dirname(options.configFile),
  '-c',
  options.configFile,
  '-e',
  'stderr',
  '-g',
  directives,
];

const assertUsable = async (options: NginxOptions, directives: string): Promise<void> => {
  try {
    await run(options.binary.path, [...argumentsFor(options, directives), '-t']);
  } catch (reason) {
    const output = reason instanceof Error && 'stderr' in reason ? String(reason.stderr) : String(reason);
    throw new Error(`NGINX does not accept its configuration (${options.configFile}):\n${problemIn(output)}`);
  }
};

/**
 * Stops the NGINX of this configuration that a killed run left behind, on the stack's ports.
 *
 * @throws Error when its run is still alive
 */
export const stopLeftoverNginx = async (
  options: Pick<NginxOptions, 'configFile' | 'runDir' | 'say'>,
): Promise<void> => {
  const written = await readFile(`${options.runDir}/nginx.pid`, 'utf8').catch(() => '');
  const pid = Number.parseInt(written, 10);
  if (!Number.isInteger(pid) || pid <= 1) return;
  const found = await inspectProcess(pid);
  if (found === null || !found.command.includes('nginx') || !found.command.includes(options.configFile))
    return;
  const owner = found.parent > 1 ? await inspectProcess(found.parent) : null;
  if (owner !== null && /\bnode\b/.test(owner.command)) {
    throw new Error(
      `It is already running in this folder: NGINX is process ${pid}, started by process ${found.parent}.`,
    );
  }
  options.say(`Stopping the NGINX that an earlier run left behind (process ${pid}).`);
  await stopByNumber(pid, [
    ['SIGTERM', 3000],
    ['SIGKILL', 3000],
  ]);
};

/**
 * Workers whose master was killed continue to serve, with the proxy secrets in memory: they are
 * ended with it.
 */
const endGroup = ({ pid }: ChildProcess): void => {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL');
  } catch {
    // The group is empty already: the usual case.
  }
};

/**
 * A finished handshake means that a worker is running; the kernel alone would already accept a TCP
 * connection.
 */
const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(1000, () => finish(false));
    socket.once('secureConnect', () => finish(true));
    socket.once('error', () => finish(false));
  });

const tailOf = async (file: string, from: number): Promise<string> =>
  (await readFile(file).catch(() => Buffer.alloc(0))).subarray(from).toString('utf8').slice(-2000);

const spawnNginx = async (
  options: NginxOptions,
  directives: string,
): Promise<{ child: ChildProcess; logFrom: number }> => {
  const log = await open(options.logFile, 'a', 0o600);
  try {
    const { size: logFrom } = await log.stat();
    // Detached: Ctrl-C in a terminal goes to the whole group, and NGINX must continue while
    // requests are finished.
    const child = spawn(options.binary.path, argumentsFor(options, directives), {
      detached: true,
      cwd: '/',
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return { child, logFrom };
  } finally {
    await log.close();
  }
};

const waitUntilReady = async (options: NginxOptions, child: ChildProcess, logFrom: number): Promise<void> => {
  for (const { port } of options.ports) {
    const ready = await waitUntil(async () => hasExited(child) || (await answers(port)), 15_000);
    if (ready && !hasExited(child)) continue;
    const said = problemIn(await tailOf(options.logFile, logFrom));
    await stopChild(child, [
      ['SIGTERM', 2000],
      ['SIGKILL', 2000],
    ]);
    throw new Error(`NGINX did not start to respond on port ${port}:\n${said}`);
  }
};

/**
 * Starts NGINX with an already rendered configuration and returns when every port finishes a TLS
 * handshake.
 *
 * @throws Error in one sentence for a port in use; with NGINX's own words for a configuration it
 * does not accept
 */
export const startNginx = async (options: NginxOptions): Promise<RunningNginx> => {
  await mkdir(options.runDir, { recursive: true });
  await stopLeftoverNginx(options);
  for (const { port, setting } of options.ports) await assertPortFree(port, setting);
  const directives = await globalDirectives();
  await assertUsable(options, directives);
  const { child, logFrom } = await spawnNginx(options, directives);
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      endGroup(child);
      resolve(`NGINX ended (${signal ?? `exit ${String(code)}`}).`);
    });
  });
  await waitUntilReady(options, child, logFrom);
  return {
    pid: child.pid ?? 0,
    ended,
    reload: async () => {
      await assertUsable(options, directives);
      child.kill('SIGHUP');
    },
    stop: () =>
      stopChild(child, [
        ['SIGQUIT', 5000],
        ['SIGTERM', 2000],
        ['SIGKILL', 2000],
      ]),
  };
};
