import { open, rename, rm, writeFile } from 'node:fs/promises';
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
  try {
    await writeFile(beside, bytes, { mode: 0o644, flag: 'wx' });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
};
