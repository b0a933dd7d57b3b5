import { chmod, chown, mkdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { ManagementError } from '../../core/shared/management-error.js';
import { makeFile } from './make-file.js';
import { replaceFile } from './replace-file.js';

/** Who may read a file: the service user's group as well, or root alone. */
export type Readers = 'service' | 'owner';

/** `HostFile`: a file that a setup needs: what it is, who reads it, and what to write when it is missing. */
export interface HostFile {
  /** Relative to the folder of the configuration. */
  readonly name: string;
  readonly what: string;
  readonly readers: Readers;
  readonly make: () => Promise<string> | string;
}

/** `HostFilePlan`: what a setup does with a file. `complete` adds lines to the end of one that exists. */
export interface HostFilePlan {
  readonly file: string;
  readonly action: 'create' | 'complete' | 'keep';
  readonly what: string;
  readonly apply: () => Promise<void>;
}

/** The group that may read what the service reads; `null`: the files belong to the user who runs this. */
export type ServiceGroup = { readonly gid: number } | null;

const modeOf = { service: 0o640, owner: 0o600 } as const satisfies Record<Readers, number>;
/** With the set-group-ID bit, what is written below belongs to the service's group as well. */
const folderMode = 0o2750;

/** Plans the creation of a file; one that exists is kept, whatever is in it. */
export const planFile = async (
  folder: string,
  { name, what, readers, make }: HostFile,
  group: ServiceGroup,
): Promise<HostFilePlan> => {
  const file = join(folder, name);
  const action = (await readIfThere(file)) === null ? 'create' : 'keep';
  const apply = async (): Promise<void> => {
    if (action === 'keep') return;
    await makeFolder(dirname(file), group);
    await makeFile(file, await make(), ownerFor(readers, group), group ? modeOf[readers] : modeOf.owner);
  };
  return { file, action, what, apply };
};

/** Plans the creation of a folder that the service reads; one that exists is kept. */
export const planFolder = async (
  folder: string,
  { name, what }: Pick<HostFile, 'name' | 'what'>,
  group: ServiceGroup,
): Promise<HostFilePlan> => {
  const file = join(folder, name);
  const action = (await stat(file).catch(() => null)) === null ? 'create' : 'keep';
  return { file, action, what, apply: () => makeFolder(file, group) };
};

/** Plans to add lines to a file of settings, or to create it. */
export const planLines = async (
  folder: string,
  { name, what, readers, make }: HostFile,
  group: ServiceGroup,
): Promise<HostFilePlan> => {
  const file = join(folder, name);
  const before = await readIfThere(file);
  const lines = await make();
  const action = lines === '' ? 'keep' : before === null ? 'create' : 'complete';
  const apply = async (): Promise<void> => {
    if (action === 'keep') return;
    await makeFolder(dirname(file), group);
    if (before === null)
      await makeFile(file, lines, ownerFor(readers, group), group ? modeOf[readers] : modeOf.owner);
    else await replaceFile(file, `${before}${/[^\n]$/.test(before) ? '\n' : ''}${lines}`);
  };
  return { file, action, what, apply };
};

/** Resolves to `null` when there is no such file. Throws `ManagementError('refused')` when it cannot be read. */
export const readIfThere = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    const words = errorMessageOf(error);
    throw new ManagementError('refused', `${file} cannot be read: ${words}`);
  }
};

const ownerFor = (readers: Readers, group: ServiceGroup) =>
  group && readers === 'service' ? { uid: 0, gid: group.gid } : null;

const makeFolder = async (folder: string, group: ServiceGroup): Promise<void> => {
  const found = await stat(folder).catch(() => null);
  if (found !== null) return;
  await makeFolder(dirname(folder), group);
  await mkdir(folder, { mode: 0o700 });
  if (!group) return;
  await chown(folder, 0, group.gid);
  await chmod(folder, folderMode);
};
