import { mkdir, open, readdir, readFile, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { ManagementError } from '../../core/shared/management-error.js';
import { isAlive } from './programs.js';

/** `FolderFile`: a file of a folder that is written as a whole. */
export interface FolderFile {
  /** Relative to the folder. */
  readonly name: string;
  readonly text: string;
  readonly mode: number;
}

/** Lists the files of the folder, so that the next replacement knows which it may remove. */
const listName = '.files';

/**
 * Replaces a folder by one that has these files: a reader sees the previous files or the new ones, and
 * never a mixture. What a killed run left is repaired by the next one.
 *
 * @throws ManagementError `conflict` when the folder has a file that no replacement wrote: it would
 * be lost
 */
export const replaceFolder = async (named: string, files: readonly FolderFile[]): Promise<void> => {
  const folder = await realpath(named).catch(() => named);
  await mkdir(dirname(folder), { recursive: true, mode: 0o755 });
  await repair(folder);
  await assertOnlyOurs(folder, files);
  const [fresh, previous] = [`${folder}.new-${String(process.pid)}`, previousOf(folder)];
  try {
    await writeAll(fresh, files);
    const existed = await renameIfAny(folder, previous);
    try {
      await rename(fresh, folder);
    } catch (error) {
      if (existed) await rename(previous, folder);
      throw error;
    }
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  await rm(previous, { recursive: true, force: true });
};

const previousOf = (folder: string): string => `${folder}.previous`;

/** A run that was killed between its two renames has left the previous folder beside an empty place. */
const repair = async (folder: string): Promise<void> => {
  const parent = dirname(folder);
  const names = await readdir(parent);
  const previous = basename(previousOf(folder));
  if (names.includes(previous)) {
    if (names.includes(basename(folder))) await rm(join(parent, previous), { recursive: true });
    else await rename(join(parent, previous), folder);
  }
  for (const name of names) {
    const [, pid] = name.startsWith(`${basename(folder)}.new-`) ? (/-(\d+)$/.exec(name) ?? []) : [];
    if (pid !== undefined && !isAlive(Number(pid)))
      await rm(join(parent, name), { recursive: true, force: true });
  }
};

const assertOnlyOurs = async (folder: string, files: readonly FolderFile[]): Promise<void> => {
  const ours = new Set([listName, ...files.map(({ name }) => name), ...(await listed(folder))]);
  for (const name of await filesBelow(folder)) {
    if (ours.has(name)) continue;
    throw new ManagementError(
      'conflict',
      `${join(folder, name)} is not a file of the renderer, and would be lost. Move it, or choose another folder`,
    );
  }
};

const listed = async (folder: string): Promise<readonly string[]> =>
  (await readFile(join(folder, listName), 'utf8').catch(() => '')).split('\n');

const filesBelow = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  return entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
};

const renameIfAny = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
};

/** Writes the files of a folder that nothing reads yet. */
export const writeAll = async (folder: string, files: readonly FolderFile[]): Promise<void> => {
  await mkdir(folder, { mode: 0o755 });
  const list = { name: listName, text: `${files.map(({ name }) => name).join('\n')}\n`, mode: 0o644 };
  for (const { name, text, mode } of [...files, list]) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    const file = await open(path, 'wx', mode);
    try {
      await file.writeFile(text);
      // The process's umask may have taken rights away.
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
  }
};
