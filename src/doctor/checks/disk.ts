import { statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { Environment } from '../../config/read-settings.js';
import { type Check, joined, ok, problem, type Verdict, warning } from '../check.js';
import { databaseFolders } from '../database-disk.js';

const gib = 1024 ** 3;
const warnShare = 0.1;
const problemBytes = gib / 4;
/** Also without free inodes no file can be created, however much room is left. */
const warnInodes = 0.05;
const problemInodes = 0.01;

const remedies = {
  files: 'Remove or move files, such as old logs, but nothing of PostgreSQL.',
  data: 'Delete nothing in this folder: PostgreSQL would lose its data. Grow the disk, or move other files away from it.',
  wal:
    'Delete nothing in pg_wal: PostgreSQL would lose its data. Grow the disk, and find what keeps the WAL: a replication slot ' +
    'that is not read, an archive_command that fails, or max_wal_size.',
} as const;

/** The disks that this host writes to have room: logs, the files of NGINX, and the data of PostgreSQL if it is here. */
export const diskCheck: Check = {
  name: 'disk',
  page: 'how-to/operator/troubleshoot-the-database',
  run: async ({ deployment: { database, values } }) => {
    // A database that is away is what another check says.
    const ofDatabase = await databaseFolders(database).catch(() => []);
    const verdicts = await Promise.all([
      ...foldersOf(values).map((folder) => look(folder, remedies.files)),
      ...ofDatabase.map((folder) =>
        look(folder, basename(folder) === 'pg_wal' ? remedies.wal : remedies.data),
      ),
    ]);
    return joined(
      verdicts.flat(),
      ofDatabase.length > 0
        ? 'The disks of this host have room, and so has that of PostgreSQL.'
        : 'The disks of this host have room. That of PostgreSQL is not known here.',
    );
  },
};

const foldersOf = (values: Environment): readonly string[] => {
  const files = [values['PORTARIA_NGINX_ERROR_LOG'], values['PORTARIA_NGINX_ACCESS_LOG']];
  const logs = files.flatMap((file) =>
    file?.startsWith('/') && !file.startsWith('/dev/') ? [dirname(file)] : [],
  );
  const run = values['PORTARIA_NGINX_RUN_DIR'];
  return [...new Set(['/', ...logs, ...(run ? [run] : [])])];
};

/** A folder that is not here is of another host. */
const look = async (folder: string, fix: string): Promise<readonly Verdict[]> => {
  const found = await statfs(folder).catch(() => null);
  if (found === null) return [];
  const { bavail, blocks, bsize, ffree, files } = found;
  const freeBytes = bavail * bsize;
  const share = blocks === 0 ? 1 : bavail / blocks;
  const words = `The disk of ${folder} has ${(freeBytes / gib).toFixed(1)} GiB left, ${(100 * share).toFixed(0)} %.`;
  if (freeBytes < problemBytes) return [problem(words, fix)];
  // Some file systems have no fixed number of inodes, and say 0.
  const inodes = files === 0 ? 1 : ffree / files;
  if (inodes < warnInodes) {
    const few = `The disk of ${folder} has ${String(ffree)} inodes left of ${String(files)}, and each file takes one.`;
    return [inodes < problemInodes ? problem(few, fix) : warning(few, fix)];
  }
  return [share < warnShare && freeBytes < 10 * gib ? warning(words, fix) : ok('')];
};
