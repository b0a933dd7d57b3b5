import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { chown, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../src/cli/deployment/programs.js';
import { findRunAs, spawnOptions } from '../../tools/stack/postgres-binaries.js';
import { afterFile } from './cleanup.js';
import { freePort } from './free-port.js';

const debianFolder = '/usr/lib/postgresql';
const needed = ['initdb', 'pg_ctl', 'postgres', 'pg_dump', 'pg_restore'];

/**
 * The folder with the programs of a complete PostgreSQL of this machine (Debian's package
 * `postgresql`), the newest; `null` when there is none. The npm package brings neither `pg_dump`
 * nor `pg_restore`.
 */
export const findServerPrograms = (): string | null => {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const folders = versions
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(debianFolder, version, 'bin'));
  return folders.find((folder) => needed.every((name) => existsSync(join(folder, name)))) ?? null;
};

/** `CompleteCluster`: an empty cluster of such a PostgreSQL, with its superuser's name and password. */
export interface CompleteCluster {
  readonly port: number;
  readonly superuser: string;
  readonly password: string;
}

/** Starts an empty cluster with the programs in `bin`; it is stopped and removed after the file. */
export const startCompleteCluster = async (bin: string): Promise<CompleteCluster> => {
  const runAs = await findRunAs();
  const options = spawnOptions(runAs);
  const home = await mkdtemp('/var/tmp/portaria-test-cluster-');
  const [data, passwordFile] = [join(home, 'data'), join(home, 'password')];
  const [superuser, password, port] = ['postgres', randomBytes(24).toString('base64url'), await freePort()];
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (runAs) for (const path of [home, passwordFile]) await chown(path, runAs.uid, runAs.gid);
  const how = ['--auth=scram-sha-256', '--encoding=UTF8', '--no-locale', '--no-sync'];
  const names = [`--pgdata=${data}`, `--pwfile=${passwordFile}`, `--username=${superuser}`];
  await run(join(bin, 'initdb'), [...names, ...how], options);
  const settings = `-c fsync=off -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c port=${String(port)}`;
  const pgCtl = (...words: string[]): Promise<void> =>
    end(spawn(join(bin, 'pg_ctl'), ['-D', data, '-w', ...words], { ...options, stdio: 'ignore' }));
  await pgCtl('-l', join(home, 'log'), '-o', settings, 'start');
  afterFile(async () => {
    await pgCtl('-m', 'immediate', 'stop');
    await run('rm', ['-rf', '--', home]);
  });
  return { port, superuser, password };
};

const end = (child: ReturnType<typeof spawn>): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`pg_ctl ended with ${String(code)}`));
    });
  });
