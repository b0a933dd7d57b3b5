import { readdir, readlink, statfs } from 'node:fs/promises';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { DoctorDatabase } from './doctor-database.js';

/** Most logins may not see the folder of the data: it is then that of the server process. */
const readPlace = {
  name: 'doctor-data-folder',
  text: `
    SELECT host(inet_server_addr()) AS address, pg_backend_pid() AS pid,
           (SELECT setting FROM pg_settings WHERE name = 'data_directory') AS folder`,
};

interface Place {
  /** `null`: the connection came through a socket. */
  readonly address: string | null;
  readonly pid: number;
  readonly folder: string | null;
}

/** Returns the folders of the data and of the WAL of a PostgreSQL on this machine; empty: they are not known here. */
export const databaseFolders = async ({ connections }: DoctorDatabase): Promise<readonly string[]> => {
  const [row] = await connections.maintenance.query<Place & Record<string, unknown>>(readPlace);
  if (!row || !isThisMachine(row.address)) return [];
  const folder = row.folder ?? (await folderOfProcess(row.pid));
  if (folder === null) return [];
  const found = await Promise.all(
    [folder, join(folder, 'pg_wal')].map((path) =>
      statfs(path).then(
        () => path,
        () => null,
      ),
    ),
  );
  return found.filter((path) => path !== null);
};

const isThisMachine = (address: string | null): boolean =>
  address === null ||
  isLoopback(address) ||
  Object.values(networkInterfaces()).some((each) => each?.some((one) => one.address === address));

const isLoopback = (address: string): boolean =>
  isIP(address) === 4 ? address.startsWith('127.') : address === '::1';

/** A server process works in the folder of the data. Behind a proxy, the number may be that of a process of another machine. */
const folderOfProcess = async (pid: number): Promise<string | null> => {
  try {
    const folder = await readlink(`/proc/${String(pid)}/cwd`);
    return (await readdir(folder)).includes('PG_VERSION') ? folder : null;
  } catch {
    return null;
  }
};
