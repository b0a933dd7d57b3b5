import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chown, mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { stringify } from 'yaml';
import { findRunAs, spawnOptions } from '../../tools/stack/postgres-binaries.js';
import { afterFile } from '../support/cleanup.js';
import { freePort } from '../support/free-port.js';
import { findServerPrograms } from '../support/server-programs.js';

/** Small, so that a failover takes seconds; `ttl` is how long a lost primary keeps the lead. */
const timing = { ttl: 6, loop_wait: 1, retry_timeout: 2, maximum_lag_on_failover: 1_048_576 };
const etcdPrograms = ['/usr/bin/etcd', '/usr/local/bin/etcd'];
const patroniPrograms = ['/usr/bin/patroni', '/usr/local/bin/patroni'];
const scope = 'portaria';

/** One PostgreSQL under its Patroni. */
export interface PatroniNode {
  readonly name: string;
  /** URL of the superuser and the database `postgres`. */
  readonly url: string;
  /** Whether its Patroni sees a synchronous standby to which the cluster may fail over. */
  hasSuccessor(): Promise<boolean>;
  /** Kills Patroni and PostgreSQL, as a machine that is lost. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** Three PostgreSQL with synchronous replication, under Patroni and one etcd, on loopback. */
export interface PatroniCluster {
  readonly nodes: readonly PatroniNode[];
  /** The URL of the superuser with all hosts and `target_session_attrs=read-write`. */
  readonly url: string;
  /** The node that accepts writes; `null` when none does. */
  primary(): Promise<PatroniNode | null>;
  /** Waits until there is a primary, and `standbys` of the others stream from it, one of them synchronous. */
  untilWhole(standbys?: number): Promise<PatroniNode>;
}

export const openPatroniCluster = async (
  parameters: Readonly<Record<string, string>>,
): Promise<PatroniCluster> => {
  const home = await mkdtemp('/var/tmp/portaria-patroni-');
  // Cleanups run last first: this one after the processes have ended.
  afterFile(() => rm(home, { recursive: true, force: true }));
  const runAs = await findRunAs();
  if (runAs) await chown(home, runAs.uid, runAs.gid);
  const etcd = await startEtcd(home);
  const password = randomBytes(16).toString('hex');
  const nodes: PatroniNode[] = [];
  for (const name of ['a', 'b', 'c']) {
    const node = await prepareNode(home, name, { etcd, password, parameters });
    nodes.push(node);
    await node.start();
    // The first one bootstraps the cluster, and the others copy it.
    if (nodes.length === 1) await until(90_000, async () => await acceptsWrites(node.url));
  }
  const hosts = nodes.map(({ url }) => new URL(url).host).join(',');
  const cluster = {
    nodes,
    url: `postgresql://postgres:${password}@${hosts}/postgres?target_session_attrs=read-write`,
    primary: () => primaryOf(nodes),
    untilWhole: (standbys = nodes.length - 1) => untilWhole(nodes, standbys),
  };
  await cluster.untilWhole();
  return cluster;
};

const found = (programs: readonly string[]): string => {
  const program = programs.find((path) => existsSync(path));
  if (program === undefined) throw new Error(`${programs.join(' and ')} are missing: install the package`);
  return program;
};

const startIn = async (
  home: string,
  name: string,
  program: string,
  words: readonly string[],
): Promise<ChildProcess> => {
  const log = await open(join(home, `${name}.log`), 'a');
  const options = spawnOptions(await findRunAs());
  const child = spawn(program, words, { ...options, cwd: home, stdio: ['ignore', log.fd, log.fd] });
  await log.close();
  return child;
};

const endOf = async (child: ChildProcess, signal: NodeJS.Signals): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGCONT');
  child.kill(signal);
  await gone;
};

/** Returns the address of its clients. */
const startEtcd = async (home: string): Promise<string> => {
  const [client, peer] = [await freePort(), await freePort()];
  const [clientUrl, peerUrl] = [client, peer].map((port) => `http://127.0.0.1:${String(port)}`);
  const child = await startIn(home, 'etcd', found(etcdPrograms), [
    `--data-dir=${join(home, 'etcd')}`,
    `--listen-client-urls=${String(clientUrl)}`,
    `--advertise-client-urls=${String(clientUrl)}`,
    `--listen-peer-urls=${String(peerUrl)}`,
    `--initial-advertise-peer-urls=${String(peerUrl)}`,
    `--initial-cluster=default=${String(peerUrl)}`,
  ]);
  afterFile(() => endOf(child, 'SIGKILL'));
  await until(30_000, async () => (await fetch(`${String(clientUrl)}/health`)).ok);
  return `127.0.0.1:${String(client)}`;
};

interface NodeSettings {
  readonly etcd: string;
  readonly password: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const prepareNode = async (home: string, name: string, settings: NodeSettings): Promise<PatroniNode> => {
  const bin = findServerPrograms();
  if (bin === null) throw new Error('Debian’s package postgresql is missing: Patroni needs all its programs');
  const folder = join(home, name);
  const runAs = await findRunAs();
  await mkdir(folder, { mode: 0o700 });
  const [port, rest] = [await freePort(), `127.0.0.1:${String(await freePort())}`];
  const file = join(folder, 'patroni.yml');
  const text = stringify(configuration({ folder, name, port, rest, bin }, settings));
  await writeFile(file, text, { mode: 0o600 });
  if (runAs) for (const path of [folder, file]) await chown(path, runAs.uid, runAs.gid);
  let patroni: ChildProcess | null = null;
  const postmaster = async (): Promise<number> =>
    Number.parseInt(await readFile(join(folder, 'data', 'postmaster.pid'), 'utf8').catch(() => ''), 10);
  const kill = async (): Promise<void> => {
    const pid = await postmaster();
    if (patroni) await endOf(patroni, 'SIGKILL');
    patroni = null;
    if (Number.isInteger(pid)) endTree(pid);
  };
  afterFile(kill);
  return {
    name,
    url: `postgresql://postgres:${settings.password}@127.0.0.1:${String(port)}/postgres`,
    hasSuccessor: () => hasSynchronousStandby(rest),
    kill,
    start: async () => {
      patroni = await startIn(home, name, found(patroniPrograms), [file]);
    },
  };
};

/** A postmaster that is killed leaves children, which end by themselves as soon as they notice. */
const endTree = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
};

const configuration = (
  {
    folder,
    name,
    port,
    rest,
    bin,
  }: { folder: string; name: string; port: number; rest: string; bin: string },
  { etcd, password, parameters }: NodeSettings,
): object => {
  const address = `127.0.0.1:${String(port)}`;
  return {
    scope,
    name,
    restapi: { listen: rest, connect_address: rest },
    etcd3: { host: etcd },
    bootstrap: {
      dcs: {
        ...timing,
        synchronous_mode: true,
        postgresql: { use_pg_rewind: true, use_slots: true, parameters },
      },
      initdb: [
        { encoding: 'UTF8' },
        { locale: 'C.UTF-8' },
        { 'auth-host': 'scram-sha-256' },
        { auth: 'scram-sha-256' },
      ],
    },
    postgresql: {
      listen: address,
      connect_address: address,
      data_dir: join(folder, 'data'),
      bin_dir: bin,
      pgpass: join(folder, 'pgpass'),
      pg_hba: [
        'host all all 127.0.0.1/32 scram-sha-256',
        'host replication replicator 127.0.0.1/32 scram-sha-256',
      ],
      authentication: {
        superuser: { username: 'postgres', password },
        replication: { username: 'replicator', password },
        rewind: { username: 'rewinder', password },
      },
      parameters: { unix_socket_directories: '', password_encryption: 'scram-sha-256' },
    },
  };
};

/**
 * Asks Patroni which standby etcd names as synchronous. PostgreSQL replicates to it up to `loop_wait` earlier, and a
 * primary that is lost in between has no successor.
 */
const hasSynchronousStandby = async (rest: string): Promise<boolean> => {
  const response = await fetch(`http://${rest}/cluster`, { signal: AbortSignal.timeout(2000) });
  const { members } = (await response.json()) as { members: readonly { role: string }[] };
  return members.some(({ role }) => role === 'sync_standby');
};

/** Runs one statement at a node; `null` when it does not answer. */
const rowOf = async (url: string, text: string): Promise<Record<string, unknown> | null> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 500, query_timeout: 500 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<Record<string, unknown>>(text)).rows[0] ?? null;
  } catch {
    return null;
  } finally {
    client.end().catch(() => undefined);
  }
};

const acceptsWrites = async (url: string): Promise<boolean> =>
  (await rowOf(url, 'SELECT pg_is_in_recovery() AS standby'))?.['standby'] === false;

const primaryOf = async (nodes: readonly PatroniNode[]): Promise<PatroniNode | null> => {
  const writable = await Promise.all(nodes.map(({ url }) => acceptsWrites(url)));
  return nodes.find((_, n) => writable[n]) ?? null;
};

const streaming = `SELECT count(*)::integer AS all, count(*) FILTER (WHERE sync_state IN ('sync', 'quorum'))::integer AS sync
  FROM pg_stat_replication WHERE state = 'streaming'`;

const untilWhole = async (nodes: readonly PatroniNode[], standbys: number): Promise<PatroniNode> => {
  let primary: PatroniNode | null = null;
  await until(60_000, async () => {
    primary = await primaryOf(nodes);
    const row = primary && (await rowOf(primary.url, streaming));
    if (!primary || Number(row?.['all']) < standbys || Number(row?.['sync']) < 1) return false;
    return await primary.hasSuccessor();
  });
  if (!primary) throw new Error('there is no primary');
  return primary;
};

const until = async (withinMs: number, check: () => Promise<boolean>): Promise<void> => {
  const endMs = Date.now() + withinMs;
  while (Date.now() < endMs) {
    if (await check().catch(() => false)) return;
    await pause(100);
  }
  throw new Error(`it was not so within ${String(withinMs / 1000)} s: ${check.toString()}`);
};
