/**
 * Decides where the database's files are: in the data folder itself, or, when PostgreSQL's user
 * cannot enter that (a clone below root's home, mode 0700), in a folder below /var/tmp whose path
 * is kept there.
 *
 * Must never: trust a folder in /var/tmp by its name. Every user may create one there; a trusted
 * one belongs to this user, is not writable for others, and names its data folder in a file that
 * belongs to this user.
 */
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inspectProcess, isAlive, run } from '../../src/cli/deployment/programs.js';
import { type RunAs, spawnOptions } from './postgres-binaries.js';
import { type Say, stopByNumber } from './processes.js';

const outside = '/var/tmp';
const prefix = 'portaria-postgres-';
const markerName = 'belongs-to';

const isOurs = async (path: string, kind: 'folder' | 'file'): Promise<boolean> => {
  try {
    // lstat, because a link to another user's folder is not a folder.
    const found = await lstat(path);
    const right = kind === 'folder' ? found.isDirectory() : found.isFile();
    return right && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
  } catch {
    return false;
  }
};

/**
 * Returns the owner that is written in a trusted folder: a data folder, or `process <n>` for a
 * test's; else null.
 */
const ownerOf = async (folder: string): Promise<string | null> => {
  const marker = join(folder, markerName);
  if (!(await isOurs(folder, 'folder')) || !(await isOurs(marker, 'file'))) return null;
  return await readFile(marker, 'utf8');
};

const makeOutside = async (owner: string): Promise<string> => {
  const folder = await mkdtemp(join(outside, prefix));
  await writeFile(join(folder, markerName), owner, { mode: 0o600 });
  // PostgreSQL's user passes through this folder to its own, and may not list or write here.
  await chmod(folder, 0o711);
  return folder;
};

/** Finds the postmaster of a cluster that is still running, or null. */
export const findPostmaster = async (cluster: string): Promise<{ pid: number; parent: number } | null> => {
  const pid = Number.parseInt(await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || pid <= 1) return null;
  const found = await inspectProcess(pid);
  return found?.command.includes(cluster) === true ? { pid, parent: found.parent } : null;
};

/** Stops a postmaster that is not a child of this process: fast, then at once, then by force. */
export const stopPostmaster = (pid: number): Promise<void> =>
  stopByNumber(pid, [
    ['SIGINT', 10_000],
    ['SIGQUIT', 5000],
    ['SIGKILL', 5000],
  ]);

/**
 * Removes a home with everything in it; `rm` does not follow links that PostgreSQL's user could
 * create there.
 */
export const removeHome = async (home: string): Promise<void> => {
  await run('rm', ['-rf', '--', home]);
};

/**
 * Removes homes whose data folder was deleted (and created anew), and those of tests that were
 * killed.
 */
const removeOrphans = async (dataDir: string | null, say: Say): Promise<void> => {
  const names = await readdir(outside).catch(() => []);
  for (const name of names.filter((entry) => entry.startsWith(prefix))) {
    const home = join(outside, name);
    const owner = await ownerOf(home);
    const test = /^process (\d+)$/.exec(owner ?? '')?.[1];
    if (test === undefined ? owner === null || owner !== dataDir : isAlive(Number(test))) continue;
    const running = await findPostmaster(join(home, 'cluster'));
    if (running !== null) await stopPostmaster(running.pid);
    await removeHome(home);
    say(`Removed ${home}, which an earlier run had left behind.`);
  }
};

const canEnter = async (folder: string, runAs: RunAs): Promise<boolean> =>
  await run('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], spawnOptions(runAs)).then(
    () => true,
    () => false,
  );

const rememberedIn = async (dataDir: string, say: Say): Promise<string | null> => {
  const file = join(dataDir, 'location');
  const home = await readFile(file, 'utf8').catch(() => null);
  if (home === null) return null;
  if (home.startsWith(join(outside, prefix)) && (await ownerOf(home)) === dataDir) return home;
  say(
    `The database's folder ${home} is missing or belongs to another process: starting with an empty database.`,
  );
  await rm(file);
  await rm(join(dataDir, 'superuser-password'), { force: true });
  return null;
};

/**
 * Returns the home for `dataDir` (absolute): itself where PostgreSQL's user can enter it, else a
 * folder outside.
 */
export const openHome = async (dataDir: string, runAs: RunAs, say: Say): Promise<string> => {
  await mkdir(dataDir, { recursive: true });
  await chmod(dataDir, 0o711);
  const remembered = await rememberedIn(dataDir, say);
  if (remembered !== null) return remembered;
  await removeOrphans(dataDir, say);
  if (runAs === null || (await canEnter(dataDir, runAs))) return dataDir;
  const home = await makeOutside(dataDir);
  await writeFile(join(dataDir, 'location'), home, { mode: 0o600 });
  say(`PostgreSQL runs as another user, who cannot enter ${dataDir}: its files are in ${home}.`);
  return home;
};

/** Creates a home for one test run; a later run removes it if this process is killed. */
export const openTemporaryHome = async (say: Say): Promise<string> => {
  await removeOrphans(null, say);
  return await makeOutside(`process ${process.pid}`);
};
