/**
 * Runs a real PostgreSQL for the local stack (kept) or for tests (removed at the end), on 127.0.0.1 with a password.
 *
 * Must never: listen on another address, trust a connection without its password, or run twice on one data folder.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve as absolute } from 'node:path';
import { Client } from 'pg';
import { inspectProcess, isAlive, messageOf, run } from '../../src/cli/deployment/programs.js';
import { findBinaries, findRunAs, type RunAs, spawnOptions } from './postgres-binaries.js';
import { findPostmaster, openHome, openTemporaryHome, removeHome, stopPostmaster } from './postgres-home.js';
import { assertPortFree, hasExited, type Say, stopChild, waitUntil } from './processes.js';

export interface PostgresOptions {
  /**
   * Where the cluster is kept; null: a temporary one without durability, removed at stop (tests).
   */
  readonly dataDir: string | null;
  readonly port: number;
  /** The environment variable that changes the port, for the error when it is in use. */
  readonly portSetting?: string;
  /** Server settings, as in postgresql.conf. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where it has its Unix socket; without it there is none. */
  readonly socketFolder?: string;
  readonly say: Say;
}

export interface RunningPostgres {
  /** URL of the superuser `postgres` and the database `postgres`, with the password. A secret. */
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Resolves with one sentence when PostgreSQL has ended, as intended or not. */
  readonly ended: Promise<string>;
  /** Stops it in fast mode: open transactions are rolled back. Removes a temporary cluster. */
  stop(): Promise<void>;
}

interface Place {
  readonly home: string;
  readonly cluster: string;
  readonly bin: string;
  readonly runAs: RunAs;
  readonly password: string;
  readonly logFile: string;
  /** Whether the cluster survives a power cut; a cluster for tests need not. */
  readonly durable: boolean;
}

const safe = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const;
const temporary = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

const stopLeftover = async (cluster: string, say: Say): Promise<void> => {
  const running = await findPostmaster(cluster);
  if (running === null) return;
  const owner = running.parent > 1 ? await inspectProcess(running.parent) : null;
  if (owner !== null && /\bnode\b/.test(owner.command)) {
    throw new Error(
      `PostgreSQL of this folder is already running (process ${running.pid}, started by process ${running.parent}). Stop that one first.`,
    );
  }
  say(`Stopping the PostgreSQL that an earlier run left behind (process ${running.pid}).`);
  await stopPostmaster(running.pid);
};

/**
 * Removes the lock file of a dead postmaster. After a restart of the machine, its number may belong
 * to another process, and PostgreSQL would not start. In every other case the file stays:
 * PostgreSQL learns from it whether children of a killed postmaster are still writing.
 */
const removeStaleLock = async (cluster: string): Promise<void> => {
  const file = join(cluster, 'postmaster.pid');
  const pid = Number.parseInt(await readFile(file, 'utf8').catch(() => ''), 10);
  if (!Number.isInteger(pid) || !isAlive(pid)) return;
  if ((await findPostmaster(cluster)) === null) await rm(file, { force: true });
};

const passwordFor = async (dataDir: string | null, exists: boolean): Promise<string> => {
  const made = randomBytes(24).toString('base64url');
  if (dataDir === null) return made;
  const file = join(dataDir, 'superuser-password');
  const kept = await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return kept;
  if (exists)
    throw new Error(
      `${file} is missing, so no login is possible. Restore it, or delete ${dataDir} to reset the database.`,
    );
  await writeFile(file, made, { mode: 0o600 });
  return made;
};

const ownedBy = async (path: string, runAs: RunAs): Promise<void> => {
  if (runAs !== null) await chown(path, runAs.uid, runAs.gid);
};

/**
 * Creates the cluster beside its place and moves it there when it is complete: an interrupted first
 * start leaves none.
 */
const makeCluster = async (place: Place, say: Say): Promise<void> => {
  say('Creating an empty PostgreSQL database (first start only).');
  const unfinished = `${place.cluster}.unfinished`;
  const passwordFile = join(place.home, 'initdb-password');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  await writeFile(passwordFile, place.password, { mode: 0o600 });
  await Promise.all([unfinished, passwordFile].map((path) => ownedBy(path, place.runAs)));
  const options = [
    `--pgdata=${unfinished}`,
    `--pwfile=${passwordFile}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(place.durable ? [] : ['--no-sync']),
  ];
  try {
    await run(join(place.bin, 'initdb'), options, spawnOptions(place.runAs));
  } catch (reason) {
    throw new Error(`PostgreSQL could not create its database: ${messageOf(reason)}`);
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, place.cluster);
};

/** A newer major version does not read an older one's files. */
const assertSameMajor = async (place: Place, written: string): Promise<void> => {
  const { stdout } = await run(join(place.bin, 'postgres'), ['--version'], spawnOptions(place.runAs));
  const major = /(\d+)/.exec(stdout)?.[1];
  if (major === written.trim()) return;
  throw new Error(
    `${place.cluster} was created by PostgreSQL ${written.trim()}, but this is PostgreSQL ${String(major)}. Delete the folder to reset the database.`,
  );
};

const spawnPostgres = async (
  place: Place,
  settings: Readonly<Record<string, string>>,
): Promise<ChildProcess> => {
  const log = await open(place.logFile, 'w', 0o600);
  try {
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    // Detached: Ctrl-C in a terminal goes to the whole group, and requests in progress still need
    // the database.
    const child = spawn(join(place.bin, 'postgres'), ['-D', place.cluster, ...flags], {
      ...spawnOptions(place.runAs),
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    return child;
  } finally {
    await log.close();
  }
};

const answers = async (url: string): Promise<boolean> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
};

const problemIn = async (logFile: string): Promise<string> => {
  const lines = (await readFile(logFile, 'utf8')).trim().split('\n');
  const fatal = lines.filter((line) => /FATAL|PANIC|HINT/.test(line));
  return (fatal.length > 0 ? fatal : lines).slice(-5).join('\n');
};

const findHome = async (options: PostgresOptions, dataDir: string | null, runAs: RunAs): Promise<string> => {
  const portIsFree = (): Promise<void> =>
    assertPortFree(options.port, options.portSetting ?? 'PORTARIA_LOCAL_POSTGRES_PORT');
  if (dataDir === null) {
    await portIsFree();
    return await openTemporaryHome(options.say);
  }
  const home = await openHome(dataDir, runAs, options.say);
  // Before the port is checked: the leftover may be what uses it.
  await stopLeftover(join(home, 'cluster'), options.say);
  await portIsFree();
  return home;
};

const findPlace = async (options: PostgresOptions): Promise<Place> => {
  const runAs = await findRunAs();
  const dataDir = options.dataDir === null ? null : absolute(options.dataDir);
  const home = await findHome(options, dataDir, runAs);
  const cluster = join(home, 'cluster');
  const bin = await findBinaries(home, runAs);
  const written = await readFile(join(cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  const password = await passwordFor(dataDir, written !== null);
  const place = {
    home,
    cluster,
    bin,
    runAs,
    password,
    logFile: join(dataDir ?? home, 'postgres.log'),
    durable: dataDir !== null,
  };
  if (written === null) await makeCluster(place, options.say);
  else await assertSameMajor(place, written);
  return place;
};

/**
 * Starts PostgreSQL, the first time with a new cluster, and returns when it answers.
 *
 * @throws Error in one sentence for a port in use, a run that is still alive, or files of another
 * major version; with PostgreSQL's own words when it does not start
 */
export const startPostgres = async (options: PostgresOptions): Promise<RunningPostgres> => {
  const place = await findPlace(options);
  await removeStaleLock(place.cluster);
  const forTests = options.dataDir === null ? temporary : {};
  const child = await spawnPostgres(place, {
    ...forTests,
    ...options.settings,
    ...safe,
    unix_socket_directories: options.socketFolder ?? safe.unix_socket_directories,
    port: String(options.port),
  });
  const ended = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(`PostgreSQL ended (${signal ?? `exit ${String(code)}`}).`));
  });
  const stop = async (): Promise<void> => {
    await stopChild(child, [
      ['SIGINT', 10_000],
      ['SIGQUIT', 5000],
      ['SIGKILL', 5000],
    ]);
    if (options.dataDir === null) await removeHome(place.home);
  };
  const url = `postgresql://postgres:${place.password}@127.0.0.1:${options.port}/postgres`;
  const ready = await waitUntil(async () => hasExited(child) || (await answers(url)), 60_000);
  if (!ready || hasExited(child)) {
    const problem = await problemIn(place.logFile);
    await stop();
    throw new Error(`PostgreSQL did not start:\n${problem}`);
  }
  return { url, port: options.port, pid: child.pid ?? 0, ended, stop };
};
