import { execFile } from 'node:child_process';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nginxWorkers } from '../../src/doctor/nginx-processes.js';
import { afterFile } from '../support/cleanup.js';
import { startDoctorStack } from './support.js';

/** Whether `portaria doctor` names a worker that answers nothing, and workers that have not read the newest files. */
const stack = await startDoctorStack();
const folder = dirname(stack.proxy.configFile);

const workers = async (): Promise<readonly number[]> => {
  const { stdout } = await promisify(execFile)('ps', ['-ww', '-eo', 'pid=,ppid=,args=']);
  const lines = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  const master = lines.find(
    (words) => words.slice(2).join(' ').startsWith('nginx: master') && words.includes(stack.proxy.configFile),
  );
  return lines
    .filter(([, parent, ...title]) => parent === master?.[0] && title.join(' ') === 'nginx: worker process')
    .map(([pid]) => Number(pid));
};

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
  expect(await nginxWorkers(configuration)).toBe(null);
  // The file of an NGINX that was killed names whatever runs under its number now.
  await writeFile(join(elsewhere, 'nginx.pid'), `${String(process.pid)}\n`);
  expect(await nginxWorkers(configuration)).toBe(null);
  expect(await nginxWorkers('')).toBe(null);
});
