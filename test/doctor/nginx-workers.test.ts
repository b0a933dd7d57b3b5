import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { findNginx } from '../../src/cli/deployment/nginx-binary.js';
import { runningNginx, socketsOf } from '../../src/doctor/nginx-processes.js';
import { eventually } from '../http/proxied-app.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { startDoctorStack } from './support.js';

/** Whether `portaria doctor` names a worker that answers nothing, and workers that have not read the newest files. */
const stack = await startDoctorStack();
const folder = dirname(stack.proxy.configFile);

const nginx = async (): Promise<{ readonly master: number; readonly workers: readonly number[] }> => {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'pid=,ppid=,args=']);
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const master = lines.find(
    (words) => words.slice(2).join(' ').startsWith('nginx: master') && words.includes(stack.proxy.configFile),
  );
  const found = lines
    .filter(([, parent, ...title]) => parent === master?.[0] && title.join(' ') === 'nginx: worker process')
    .map(([pid]) => Number(pid));
  return { master: Number(master?.[0]), workers: found };
};
const workers = async (): Promise<readonly number[]> => (await nginx()).workers;

test('workers that have read the newest files are sound', async () => {
  expect((await stack.examine()).check('nginx-workers')).toMatchObject({
    result: 'ok',
    message: `NGINX has ${String((await workers()).length)} workers, which have read its files as they are now.`,
  });
});

test('a worker that is stopped is named, with what lets it go on', async () => {
  const [pid = 0] = await workers();
  afterFile(() => void process.kill(pid, 'SIGCONT'));
  process.kill(pid, 'SIGSTOP');
  const { check, exitCode } = await stack.examine();
  process.kill(pid, 'SIGCONT');
  expect(exitCode).toBe(2);
  expect(check('nginx-workers')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining(`(process ${String(pid)})`),
    fix: `Let it go on (kill -CONT ${String(pid)}), or restart NGINX.`,
  });
  expect((await stack.examine()).check('nginx-workers').result).toBe('ok');
});

test.each(['proxying.conf', null])(
  'a file that was changed after the last reload is named (%s)',
  async (name) => {
    const file = name === null ? String(stack.proxy.variables['PORTARIA_SERVER_CERT']) : join(folder, name);
    const before = new Date(Date.now() - 1000);
    const later = new Date(Date.now() + 60_000);
    await utimes(file, later, later);
    const { check } = await stack.examine();
    await utimes(file, before, before);
    expect(check('nginx-workers')).toMatchObject({
      result: 'warning',
      message: expect.stringContaining(`${file} was changed at ${later.toISOString()}`),
    });
  },
);

test('locations of protected APIs that were written after the last reload are named', async () => {
  const file = join(String(stack.settings['PORTARIA_ROUTES_DIR']), 'orders.locations.conf');
  await writeFile(file, '');
  const later = new Date(Date.now() + 60_000);
  await utimes(file, later, later);
  const { check } = await stack.examine();
  await rm(file);
  expect(check('nginx-workers')).toMatchObject({
    result: 'warning',
    message: expect.stringContaining(`${file} was changed at ${later.toISOString()}`),
  });
});

test('no NGINX of another host, and no process of another kind, is taken for it', async () => {
  const elsewhere = await mkdtemp(join(tmpdir(), 'portaria-nginx-'));
  afterFile(() => rm(elsewhere, { recursive: true, force: true }));
  const configuration = `worker_processes 2;\npid ${elsewhere}/nginx.pid;\n`;
  expect(await runningNginx(configuration)).toBe(null);
  // The file of an NGINX that was killed names whatever runs under its number now.
  await writeFile(join(elsewhere, 'nginx.pid'), `${String(process.pid)}\n`);
  expect(await runningNginx(configuration)).toBe(null);
  expect(await runningNginx('')).toBe(null);
});

test('a master that is stopped is named, with what lets it go on', async () => {
  const { master } = await nginx();
  afterFile(() => void process.kill(master, 'SIGCONT'));
  process.kill(master, 'SIGSTOP');
  const { check } = await stack.examine();
  process.kill(master, 'SIGCONT');
  expect(check('nginx-workers')).toMatchObject({
    result: 'problem',
    message: expect.stringContaining(`The master process of NGINX is stopped (process ${String(master)})`),
    fix: `Let it go on (kill -CONT ${String(master)}), or restart NGINX.`,
  });
});

/** An NGINX of its own, since the one of the stack ends with its master. */
const startUnguarded = async (
  logging: (home: string) => Promise<string> = () => Promise.resolve('access_log off;'),
) => {
  const home = await mkdtemp(join(tmpdir(), 'portaria-nginx-'));
  const [port, binary] = [await freePort(), await findNginx()];
  await writeFile(
    join(home, 'nginx.conf'),
    `pid ${home}/nginx.pid;\nerror_log stderr;\nworker_processes 2;\ndaemon off;\nevents {}\n` +
      `http { ${await logging(home)} server { listen 127.0.0.1:${String(port)}; return 200; } }\n`,
  );
  const master = spawn(
    binary?.path ?? 'nginx',
    ['-p', home, '-c', join(home, 'nginx.conf'), '-e', 'stderr'],
    {
      detached: true,
      stdio: 'ignore',
    },
  );
  const group = master.pid ?? 0;
  afterFile(async () => {
    process.kill(-group, 'SIGKILL');
    await rm(home, { recursive: true, force: true });
  });
  const configuration = await readFile(join(home, 'nginx.conf'), 'utf8');
  const left = await eventually(async () => {
    const running = await runningNginx(configuration);
    return running?.workers.length === 2 ? running.workers.map(({ pid }) => pid) : undefined;
  });
  return { home, port, group, left: left.toSorted((one, other) => one - other).join(' ') };
};

test('a worker that waits for the reader of its log is named, with a log that it does not wait for', async () => {
  const fifo = (home: string): string => join(home, 'log');
  const { home, port } = await startUnguarded(async (folder) => {
    await promisify(execFile)('mkfifo', [fifo(folder)]);
    const pipe = await open(fifo(folder), 'r+');
    afterFile(() => pipe.close());
    return `log_format long '${'x'.repeat(4000)}'; access_log ${fifo(folder)} long;`;
  });
  const connections = Array.from({ length: 40 }, () => {
    const socket = connect(port, '127.0.0.1', () => void socket.write('GET / HTTP/1.0\r\n\r\n'));
    socket.on('error', () => undefined);
    return socket;
  });
  afterFile(() => {
    for (const socket of connections) socket.destroy();
  });
  const words = `--json doctor --nginx-conf ${home} --url https://127.0.0.1:${String(port)}`;
  const found = await eventually(async () => {
    const verdict = (await stack.examine({}, { words })).check('nginx-workers');
    return verdict.message.includes('waits for the reader') ? verdict : undefined;
  });
  expect(found).toMatchObject({ result: 'problem', fix: expect.stringContaining('syslog over UDP') });
});

test('workers whose master was killed are named, with what ends them', async () => {
  const { home, port, group, left } = await startUnguarded();
  process.kill(group, 'SIGKILL');
  const words = `--json doctor --nginx-conf ${home} --url https://127.0.0.1:${String(port)}`;
  const found = await eventually(async () => {
    const verdict = (await stack.examine({}, { words })).check('nginx-workers');
    return verdict.message.includes('older configuration') ? undefined : verdict;
  });
  expect(found).toMatchObject({
    result: 'problem',
    message: expect.stringContaining(`still hold the ports of the listeners (process ${left})`),
    fix: expect.stringContaining(`End all of them (kill -QUIT ${left}), and start NGINX again`),
  });
});

test('a worker of another NGINX that ended meanwhile holds no port', async () => {
  const ended = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
  await once(ended, 'exit');
  expect(await socketsOf(ended.pid ?? 0)).toEqual([]);
  expect(await socketsOf(process.pid)).not.toEqual([]);
});
