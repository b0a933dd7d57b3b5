import { open, rm } from 'node:fs/promises';
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
