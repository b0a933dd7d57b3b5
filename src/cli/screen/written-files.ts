import type { Stats } from 'node:fs';
import { chmod, chown, open, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { NewFile } from './terminal.js';

/** See `Terminal`. */
export const newFile = async (path: string): Promise<NewFile> => {
  const file = await open(path, 'wx', 0o600);
  return {
    write: async (bytes) => {
      await file.writeFile(bytes);
      await file.sync();
      await file.close();
    },
    discard: async () => {
      await file.close();
      await rm(path, { force: true });
    },
  };
};

/** See `Terminal`. */
export const replaceFile = async (path: string, bytes: Uint8Array): Promise<void> => {
  const beside = `${path}.${String(process.pid)}.new`;
  const before = await stat(path).catch(() => null);
  try {
    await writeFile(beside, bytes, { mode: before ? 0o600 : 0o644, flag: 'wx', flush: true });
    if (before) await giveAs(before, beside);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};

/** The mode last: until then, only the user of this process may read the file. */
const giveAs = async ({ uid, gid, mode }: Stats, file: string): Promise<void> => {
  const own = await stat(file);
  if (own.uid !== uid || own.gid !== gid) await chown(file, uid, gid);
  await chmod(file, mode & 0o777);
};
