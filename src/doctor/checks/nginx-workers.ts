import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../config/read-settings.js';
import { type Check, ok, problem, skipped, type Verdict, warning } from '../check.js';
import {
  type NginxProcess,
  type RunningNginx,
  runningNginx,
  waitingForReader,
  workersWithoutMaster,
} from '../nginx-processes.js';

/** The clock of `/proc` counts from the start of the machine, in whole seconds. */
const toleranceMs = 2000;

/** The workers of NGINX serve their connections, and with the files as they are now. */
export const nginxWorkersCheck: Check = {
  name: 'nginx-workers',
  page: 'reference/nginx-variables',
  run: async ({ deployment: { values, nginxFolder, listeners } }) => {
    if (nginxFolder === null)
      return skipped('The folder of the NGINX configuration is not known.', 'Name it with --nginx-conf.');
    const configuration = await readFile(join(nginxFolder, 'nginx.conf'), 'utf8').catch(() => '');
    const running = await runningNginx(configuration);
    if (running !== null) {
      const waiting = await waitingForReader(running.workers);
      return waiting.length > 0
        ? notRead(waiting)
        : verdictOn(running, await newestFile(nginxFolder, values));
    }
    const left = await workersWithoutMaster(listeners.map(({ port }) => port));
    if (left.length > 0) return withoutMaster(left);
    return skipped(
      `No NGINX with the configuration in ${nginxFolder} runs on this host.`,
      'Run doctor on the host of NGINX.',
    );
  },
};

interface ChangedFile {
  readonly file: string;
  readonly changedAt: Date;
}

const idsOf = (processes: readonly NginxProcess[]): string =>
  processes.map(({ pid }) => String(pid)).join(' ');

const withoutMaster = (left: readonly NginxProcess[]): Verdict =>
  problem(
    `The master process of NGINX is gone, and its workers still hold the ports of the listeners (process ${idsOf(left)}): they ` +
      'serve the old configuration, and NGINX cannot start again.',
    `End all of them (kill -QUIT ${idsOf(left)}), and start NGINX again (with the Debian package: systemctl restart portaria-nginx).`,
  );

const notRead = (waiting: readonly NginxProcess[]): Verdict =>
  problem(
    `A worker of NGINX waits for the reader of a pipe (process ${idsOf(waiting)}), and answers no request: what reads its log hangs.`,
    'Let the reader of the log of NGINX go on, or restart it (under systemd the journal; for containers the container runtime). ' +
      'Write the log to a file, or to syslog over UDP, for which NGINX never waits.',
  );

const verdictOn = ({ master, workers }: RunningNginx, newest: ChangedFile | null): Verdict => {
  if (master.isStopped)
    return problem(
      `The master process of NGINX is stopped (process ${String(master.pid)}): no reload takes effect, and no worker that ends is ` +
        'replaced.',
      `Let it go on (kill -CONT ${String(master.pid)}), or restart NGINX.`,
    );
  const stopped = workers.filter(({ isStopped }) => isStopped);
  if (stopped.length > 0)
    return problem(
      `A worker of NGINX is stopped (process ${idsOf(stopped)}): it accepts connections, and answers none.`,
      `Let it go on (kill -CONT ${idsOf(stopped)}), or restart NGINX.`,
    );
  const latest = Math.max(...workers.map(({ startedAt }) => startedAt.getTime()));
  if (newest && workers.length > 0 && newest.changedAt.getTime() > latest + toleranceMs)
    return warning(
      `NGINX serves an older configuration: its workers are from ${new Date(latest).toISOString()}, and ${newest.file} was ` +
        `changed at ${newest.changedAt.toISOString()}.`,
      'Reload NGINX. If the workers stay, it rejected the reload: its error log says why.',
    );
  return ok(`NGINX has ${String(workers.length)} workers, which have read its files as they are now.`);
};

/** What NGINX reads when it starts or is reloaded, beside the files of its folder. */
const filesOutside = [
  'PORTARIA_SERVER_CERT',
  'PORTARIA_SERVER_KEY',
  'PORTARIA_CLIENT_CA_BUNDLE',
  'PORTARIA_CLIENT_CRL',
] as const;

const newestFile = async (folder: string, values: Environment): Promise<ChangedFile | null> => {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const outside = filesOutside.flatMap((name) => values[name] ?? []);
  const routes = await locationsIn(values['PORTARIA_ROUTES_DIR']);
  const files = await Promise.all(
    [...names.map((name) => join(folder, name)), ...outside, ...routes].map(look),
  );
  const [newest] = files
    .filter((file) => file !== null)
    .sort((one, other) => other.changedAt.getTime() - one.changedAt.getTime());
  return newest ?? null;
};

/** NGINX reads of the folder of routes what the tables became; the tables themselves it does not read. */
const locationsIn = async (folder = ''): Promise<readonly string[]> => {
  const names = folder === '' ? [] : await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.conf')).map((name) => join(folder, name));
};

const look = async (file: string): Promise<ChangedFile | null> => {
  const found = await stat(file).catch(() => null);
  return found?.isFile() === true ? { file, changedAt: found.mtime } : null;
};
