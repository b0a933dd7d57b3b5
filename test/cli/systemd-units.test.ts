import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { nodeFlags } from '../../tools/stack/stack-application.js';
import { afterFile } from '../support/cleanup.js';
import { repository } from '../support/programs.js';

const run = promisify(execFile);
const folder = join(repository, 'deploy/systemd');
const names = (await readdir(folder)).sort();
const services = names.filter((name) => name.endsWith('.service'));
const applications = ['portaria@', 'portaria-issue', 'portaria-manage'] as const;
const textOf = (unit: string): Promise<string> => readFile(join(folder, `${unit}.service`), 'utf8');

/** Of what `systemd-analyze security` counts as exposure, from 0 to 10. */
const exposureMax = 2;

/** Every value of a setting, in order. */
const valuesOf = (text: string, name: string): string[] =>
  [...text.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;
if (!hasSystemd) {
  // In CI a missing program would hide a broken unit.
  if (process.env['CI']) throw new Error('systemd-analyze is missing: apt-get install systemd');
  process.stderr.write(
    'SKIPPED: systemd-analyze is missing (apt-get install systemd): units are not checked.\n',
  );
}

test.runIf(hasSystemd)('systemd understands every unit', async () => {
  const copies = await mkdtemp(join(tmpdir(), 'portaria-units-'));
  afterFile(() => rm(copies, { recursive: true, force: true }));
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    // It checks that the programs are there, and no product is installed on this machine.
    await writeFile(
      join(copies, name.replace('@', '@1')),
      text
        .replaceAll('/usr/lib/portaria/current/node', process.execPath)
        .replaceAll('WorkingDirectory=/usr/lib/portaria/current', 'WorkingDirectory=/')
        .replaceAll('/usr/sbin/nginx', process.execPath),
    );
  }
  const files = names.map((name) => join(copies, name.replace('@', '@1')));
  const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', ...files]);
  expect(`${stdout}${stderr}`).not.toContain('portaria');
});

test.runIf(hasSystemd).each(services)('%s leaves little to an intruder', async (name) => {
  const words = ['security', '--offline=yes', '--no-pager', join(folder, name)];
  const { stdout } = await run('systemd-analyze', words);
  const exposure = Number(/exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
  expect(exposure, stdout).toBeLessThan(exposureMax);
});

test.each(applications)('%s.service starts the application as the local stack does', async (unit) => {
  const text = await textOf(unit);
  expect(valuesOf(text, 'ExecStart')).toEqual([
    ['/usr/lib/portaria/current/node', ...nodeFlags, 'dist/bundle/main.js'].join(' '),
  ]);
});

test('each instance has a port of its own, and the settings of the env file', async () => {
  expect(valuesOf(await textOf('portaria@'), 'Environment')).toEqual([
    'PORTARIA_ENV_FILE=/etc/portaria/portaria.env',
    'PORTARIA_PORT=300%i',
    'NODE_COMPILE_CACHE=%C/portaria',
  ]);
});

test("only the unit that migrates gets the owner's login", async () => {
  for (const name of services) {
    const given = /migration-database-url/.test(await readFile(join(folder, name), 'utf8'));
    expect(given, name).toBe(name === 'portaria-migrate.service');
  }
});

test('NGINX, which takes requests from the internet, sees no secret of the application', async () => {
  const text = await textOf('portaria-nginx');
  const hidden = valuesOf(text, 'InaccessiblePaths').flatMap((paths) => paths.split(' '));
  expect(hidden).toEqual(
    ['secrets', 'portaria.env', 'issue.env', 'manage.env'].map((name) => `-/etc/portaria/${name}`),
  );
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
      `PORTARIA_ROLE=${role}`,
      `NODE_COMPILE_CACHE=%C/portaria-${role}`,
    ]);
  }
});

test('the timer has operators told of what fails, and the unit fails with a problem, not with a warning', async () => {
  const text = await textOf('portaria-doctor');
  expect(valuesOf(text, 'ExecStart')).toEqual([
    '/usr/lib/portaria/current/node --enable-source-maps dist/bundle/cli.js doctor --notify',
  ]);
  expect(valuesOf(text, 'SuccessExitStatus')).toEqual(['1']);
  // What doctor calls its limit, with some time to start and to end.
  expect(Number(valuesOf(text, 'TimeoutStartSec')[0])).toBeGreaterThan(120);
  const timer = await readFile(join(folder, 'portaria-doctor.timer'), 'utf8');
  expect(valuesOf(timer, 'OnUnitInactiveSec')).toEqual(['10min']);
  expect(valuesOf(timer, 'WantedBy')).toEqual(['timers.target']);
});

test('apart from these, all units of the application are alike', async () => {
  const alike = (text: string): string[] =>
    text
      .slice(text.indexOf('[Service]'))
      .split('\n')
      .filter(
        (line) => !/^#|^(User|Environment|EnvironmentFile|CacheDirectory|CacheDirectoryMode)=/.test(line),
      );
  const [one, ...others] = await Promise.all(applications.map(async (unit) => alike(await textOf(unit))));
  for (const other of others) expect(other).toEqual(one);
});

const hasLogrotate = spawnSync('logrotate', ['--version']).status === 0;

test.runIf(hasLogrotate)('logrotate understands the rules', async () => {
  const words = ['--debug', '--state', '/dev/null', join(repository, 'deploy/logrotate/portaria')];
  const { stderr } = await run('logrotate', words).catch((error: unknown) => error as { stderr: string });
  // The user is created by the package.
  expect(stderr.replace(/.*unknown user 'portaria'.*/g, '')).not.toMatch(/unknown option|unexpected|bad/);
});
