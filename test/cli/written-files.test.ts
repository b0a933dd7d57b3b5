import { chmod, chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { replaceFile } from '../../src/cli/screen/written-files.js';
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
  expect((await readdir(folder)).filter((name) => name.endsWith('.new'))).toEqual([]);
});
