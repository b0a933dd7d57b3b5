import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runProcess } from '../cli/portaria.js';
import { afterFile } from '../support/cleanup.js';
import { makeDatabase } from '../support/database.js';
import { inheritedEnvironment } from '../support/processes.js';
import { commandLine } from '../support/programs.js';
import type { ShownCheck } from './support.js';

const folder = await mkdtemp(join(tmpdir(), 'portaria-disk-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
const database = await makeDatabase();
const env = { DATABASE_URL: database.appUrl, PORTARIA_NGINX_RUN_DIR: folder };
const diskOf = (out: string): ShownCheck | undefined =>
  (JSON.parse(out) as { readonly checks: readonly ShownCheck[] }).checks.find(({ name }) => name === 'disk');

/** Runs doctor where the folder is a disk of its own: `unshare` mounts it for that process alone. */
const examineSmallDisk = (mountOptions = 'size=1m', before = 'true'): Promise<string> =>
  new Promise((resolve) => {
    const mount = `mount -t tmpfs -o ${mountOptions} tmpfs "$1" && ${before} && exec "$2" "$3" --json doctor`;
    const words = ['-rm', 'sh', '-c', mount, 'sh', folder, process.execPath, commandLine];
    const options = { env: { ...inheritedEnvironment, ...env } };
    execFile('unshare', words, options, (_, out) => {
      resolve(out);
    });
  });

const canMount =
  spawnSync('unshare', ['-rm', 'sh', '-c', `mount -t tmpfs -o size=1m tmpfs "${folder}"`]).status === 0;
if (!canMount) process.stderr.write('SKIPPED: unshare cannot mount a disk here: no full disk is tried.\n');

test.runIf(canMount)('a disk with little room is a problem', async () => {
  expect(diskOf(await examineSmallDisk())).toMatchObject({
    result: 'problem',
    message: `The disk of ${folder} has 0.0 GiB left, 100 %.`,
    fix: expect.stringContaining('nothing of PostgreSQL'),
    page: 'docs/how-to/operator/troubleshoot-the-database.md',
  });
});

test.runIf(canMount)('a disk without free inodes is a problem', async () => {
  expect(diskOf(await examineSmallDisk('size=400m,nr_inodes=2', 'touch "$1/a"'))).toMatchObject({
    result: 'problem',
    message: `The disk of ${folder} has 0 inodes left of 2, and each file takes one.`,
  });
});

test('the disk of a PostgreSQL on this host is looked at', async () => {
  const { out } = await runProcess(['--json', 'doctor'], { env });
  expect(diskOf(out)).toMatchObject({
    result: 'ok',
    message: 'The disks of this host have room, and so has that of PostgreSQL.',
  });
});

test('the disk of a PostgreSQL that cannot be asked is not known', async () => {
  const away = { ...env, DATABASE_URL: 'postgresql://portaria_login:secret@127.0.0.1:1/portaria' };
  const { out } = await runProcess(['--json', 'doctor'], { env: away });
  expect(diskOf(out)).toMatchObject({
    result: 'ok',
    message: 'The disks of this host have room. That of PostgreSQL is not known here.',
  });
});
