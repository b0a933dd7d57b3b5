import { execFile } from 'node:child_process';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { afterFile } from '../support/cleanup.js';
import { repository } from '../support/programs.js';

/** The script that is tried, and what it imports. */
const scripts = ['scripts/build-when-stale.mjs', 'scripts/build-console.mjs', 'scripts/newer-than.mjs'];

/** A repository of a few files, whose build writes a line each time. */
const makeRepository = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-stale-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  for (const name of ['src/core', 'clients/typescript/src', 'migrations', 'scripts', 'dist/bundle'])
    await mkdir(join(folder, name), { recursive: true });
  for (const name of ['src/core/a.ts', 'src/core/b.ts', 'package-lock.json', 'tsconfig.json'])
    await writeFile(join(folder, name), '');
  await writeFile(join(folder, 'tsconfig.build.json'), '');
  const append = `require('fs').appendFileSync('dist/bundle/cli.js', process.env.npm_lifecycle_event + ' ')`;
  const script = `node -e "${append}"`;
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ scripts: { build: script, bundle: script } }),
  );
  for (const name of scripts) await cp(join(repository, name), join(folder, name));
  return folder;
};

test('it names each step as it begins, and promises no time', async () => {
  const folder = await makeRepository();
  const script = join(folder, 'scripts/build-when-stale.mjs');
  const { stderr } = await promisify(execFile)(process.execPath, [script]);
  expect(stderr).toBe('Compiling the program.\nBundling the program.\n');
});

test('npm start names each step, the two of the console among them', async () => {
  expect(await readFile(join(repository, 'scripts/start.sh'), 'utf8')).toMatch(
    /\necho 'Compiling the program\.'\n.*\necho 'Bundling the program\.'\n/,
  );
  const folder = await makeRepository();
  await mkdir(join(folder, 'console'));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ workspaces: ['console'] }));
  const name = '@portaria/console';
  const steps = { types: 'echo checked >&2', bundle: 'echo bundled >&2' };
  await writeFile(join(folder, 'console/package.json'), JSON.stringify({ name, scripts: steps }));
  const { stderr } = await promisify(execFile)(process.execPath, [join(folder, 'scripts/build-console.mjs')]);
  expect(stderr.split('\n')).toEqual([
    'Checking the types of the console.',
    'checked',
    'Bundling the console.',
    'bundled',
    '',
  ]);
});

test('the command line of a clone is built when there is none, and when a source is newer or gone', async () => {
  const folder = await makeRepository();
  const program = join(folder, 'dist/bundle/cli.js');
  const builds = async (): Promise<number> => {
    await promisify(execFile)(process.execPath, [join(folder, 'scripts/build-when-stale.mjs')]);
    return (await readFile(program, 'utf8')).split('build ').length - 1;
  };
  const builtIn = async (seconds: number): Promise<void> => {
    const at = new Date(Date.now() + seconds * 1000);
    await utimes(program, at, at);
  };
  expect(await builds()).toBe(1);
  await builtIn(1);
  expect(await builds()).toBe(1);
  await builtIn(-60);
  const before = new Date(Date.now() - 3_600_000);
  const folders = ['src/core', 'src', 'clients/typescript/src', 'migrations', 'scripts'];
  for (const name of ['src/core/a.ts', 'src/core/b.ts', ...folders])
    await utimes(join(folder, name), before, before);
  for (const name of [...scripts, 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'])
    await utimes(join(folder, name), before, before);
  expect(await builds()).toBe(1);
  await appendFile(join(folder, 'src/core/a.ts'), 'x');
  expect(await builds()).toBe(2);
  await builtIn(-60);
  await utimes(join(folder, 'src/core/a.ts'), before, before);
  await rm(join(folder, 'src/core/b.ts'));
  expect(await builds()).toBe(3);
});
