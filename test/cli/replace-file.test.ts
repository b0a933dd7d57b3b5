import { execFile } from 'node:child_process';
import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/cli/deployment/replace-file.js';
import { afterFile } from '../support/cleanup.js';

const folder = await mkdtemp(join(tmpdir(), 'portaria-written-'));
afterFile(() => rm(folder, { recursive: true, force: true }));
const isRoot = process.getuid?.() === 0;
/** Only root gives a file away. */
const [otherUser, otherGroup] = isRoot ? [65_534, 12] : [process.getuid?.() ?? 0, process.getgid?.() ?? 0];

test.each([0o640, 0o600, 0o664])('a file that is replaced keeps owner, group and mode %o', async (mode) => {
  const file = join(folder, `client-ca-${mode.toString(8)}.pem`);
  await writeFile(file, 'before');
  await chown(file, otherUser, otherGroup);
  await chmod(file, mode);
  await replaceFile(file, Buffer.from('after'));
  const { uid, gid, mode: kept } = await stat(file);
  expect({ uid, gid, mode: kept & 0o7777 }).toEqual({ uid: otherUser, gid: otherGroup, mode });
  expect(await readFile(file, 'utf8')).toBe('after');
});

test('a new file can be read by every user, and nothing is left beside it', async () => {
  await replaceFile(join(folder, 'new.pem'), Buffer.from('text'));
  expect((await stat(join(folder, 'new.pem'))).mode & 0o777).toBe(0o644);
  expect((await readdir(folder)).filter((name) => name.endsWith('.unfinished'))).toEqual([]);
});

test('a mode that is given holds for a new file and for one that exists', async () => {
  const file = join(folder, 'key.pem');
  for (const text of ['one', 'two']) {
    await replaceFile(file, text, 0o600);
    expect(await readFile(file, 'utf8')).toBe(text);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await chmod(file, 0o644);
  }
});

// As on a full disk: the system accepts the first 1024 bytes of a file and no more.
test('what cannot be written whole leaves the file as it was', async () => {
  const file = join(folder, 'full.env');
  await writeFile(file, 'before');
  const program = new URL('../../src/cli/deployment/replace-file.ts', import.meta.url).href;
  const script = `import('${program}').then(({ replaceFile }) => replaceFile('${file}', 'x'.repeat(4000)))`;
  const command = 'ulimit -f 1; exec "$0" -e "$1"';
  await expect(promisify(execFile)('bash', ['-c', command, process.execPath, script])).rejects.toMatchObject({
    stderr: expect.stringContaining('EFBIG'),
  });
  expect(await readFile(file, 'utf8')).toBe('before');
  expect((await readdir(folder)).filter((name) => name.startsWith('full.env'))).toEqual(['full.env']);
});
