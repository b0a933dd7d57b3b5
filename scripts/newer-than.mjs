import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether a file, or anything below a folder but installed packages, changed after `ms`. A folder counts too: it changes
 * when a file in it is removed.
 */
export const isNewerThan = (path, ms) => {
  const found = statSync(path);
  if (found.mtimeMs > ms) return true;
  if (!found.isDirectory()) return false;
  return readdirSync(path).some((name) => name !== 'node_modules' && isNewerThan(join(path, name), ms));
};
