import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeFlags } from '../../tools/stack/stack-application.js';
import { afterFile } from '../support/cleanup.js';
import { repository } from '../support/programs.js';

const run = promisify(execFile);
const units = ['portaria', 'portaria-issue', 'portaria-manage'] as const;
const textOf = (unit: string): Promise<string> =>
  readFile(join(repository, 'deploy/systemd', `${unit}.service`), 'utf8');

/** Every value of a setting, in order. */
const valuesOf = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

test.each(units)('systemd understands %s.service', async (unit) => {
  const known = await run('systemd-analyze', ['--version']).then(
    () => true,
    () => false,
  );
  if (!known) return;
  const folder = await mkdtemp(join(tmpdir(), 'portaria-units-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, `${unit}.service`);
  // It checks that the programs are there, and no product is installed on this machine.
  await writeFile(file, (await textOf(unit)).replaceAll('/opt/portaria/node', process.execPath));
  const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', file]);
  expect(`${stdout}${stderr}`).not.toContain(unit);
});

test.each(units)('%s.service starts the application as the local stack does', async (unit) => {
  const text = await textOf(unit);
  expect(valuesOf(text, 'ExecStart')).toEqual([
    ['/opt/portaria/node', ...nodeFlags, 'dist/bundle/main.js'].join(' '),
  ]);
});

test('the units of the two roles share no user, no own settings and no folder that they may write to', async () => {
  for (const role of ['issue', 'manage'] as const) {
    const text = await textOf(`portaria-${role}`);
    expect(valuesOf(text, 'User')).toEqual([`portaria-${role}`]);
    expect(valuesOf(text, 'EnvironmentFile')).toEqual([
      '/etc/portaria/portaria.env',
      `/etc/portaria/${role}.env`,
    ]);
    expect(valuesOf(text, 'CacheDirectory')).toEqual([`portaria-${role}`]);
    expect(valuesOf(text, 'Environment')).toEqual([
      `PORTARIA_SERVE=${role}`,
      `NODE_COMPILE_CACHE=%C/portaria-${role}`,
    ]);
  }
});

test('apart from these, all units of the application are alike', async () => {
  const alike = (text: string): string[] =>
    text
      .slice(text.indexOf('[Service]'))
      .split('\n')
      .filter(
        (line) => !/^#|^(User|Environment|EnvironmentFile|CacheDirectory|CacheDirectoryMode)=/.test(line),
      );
  const [one, ...others] = await Promise.all(units.map(async (unit) => alike(await textOf(unit))));
  for (const other of others) expect(other).toEqual(one);
});
