import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { chmod, chown, rename, rm, stat, writeFile } from 'node:fs/promises';

/**
 * Writes a file, whole or not at all: a full disk or an interruption leaves what was there before, and a concurrent
 * reader sees the old file or the new one. A file that exists keeps its owner and group, and its mode unless `mode` says
 * otherwise; a new one every user may read unless `mode` says otherwise.
 */
export const replaceFile = async (
  path: string,
  content: string | Uint8Array,
  mode: number | null = null,
): Promise<void> => {
  const before = await stat(path).catch(() => null);
  const isPrivate = before !== null || mode !== null;
  await placeWhole(path, { content, mode: isPrivate ? 0o600 : 0o644 }, async (unfinished) => {
    if (before) await giveTo(before, unfinished);
    // The mode last: until then, only the user of this process may read the file.
    if (isPrivate) await chmod(unfinished, mode ?? (before?.mode ?? 0) & 0o777);
    await rename(unfinished, path);
  });
};

/**
 * Writes `content` to a file beside `path`, on the same disk, and has `place` put it there: half a file, left by a full
 * disk or an interruption, never has the name that others read. The file beside is gone afterwards.
 */
export const placeWhole = async (
  path: string,
  { content, mode }: { readonly content: string | Uint8Array; readonly mode: number },
  place: (unfinished: string) => Promise<void>,
): Promise<void> => {
  const unfinished = `${path}.${randomBytes(6).toString('hex')}.unfinished`;
  try {
    await writeFile(unfinished, content, { mode, flag: 'wx', flush: true });
    await place(unfinished);
  } finally {
    await rm(unfinished, { force: true });
  }
};

const giveTo = async ({ uid, gid }: Stats, file: string): Promise<void> => {
  const own = await stat(file);
  if (own.uid !== uid || own.gid !== gid) await chown(file, uid, gid);
};
