import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { migrations } from '../../migrations/list.js';
import { type DatabaseUrls, ensureDatabase } from '../../src/cli/deployment/ensure-database.js';
import type { ProcessRole } from '../../src/core/shared/process-role.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { connectionTo } from '../../src/storage/primary/connection-to.js';
import { type RunningPostgres, startPostgres } from '../../tools/stack/postgres-process.js';
import { nodeFlags } from '../../tools/stack/stack-application.js';
import { listenerSecrets, selfServiceSecret, startTestProxy, type TestProxy } from '../http/nginx/support.js';
import { Accounts } from '../support/accounts.js';
import { afterFile } from '../support/cleanup.js';
import type { TestDatabase } from '../support/database.js';
import { freePort } from '../support/free-port.js';
import { inheritedEnvironment } from '../support/processes.js';
import { application } from '../support/programs.js';

const silent = (): void => undefined;
/** A supervisor starts what has ended again, after this long. */
const restartMs = 200;
/** How many connections of the application's login PostgreSQL takes: more than the pools, fewer than what a leak opens. */
export const settings = { max_connections: '60', track_commit_timestamp: 'on' };

/** A part that a supervisor starts again whenever it ends, until it is stopped. */
export interface Supervised {
  /** The process that runs at the moment. */
  readonly pid: () => number;
  readonly starts: () => number;
}

/**
 * The stack as operators run it: a durable PostgreSQL, two processes of the application behind one
 * NGINX, each under a supervisor. This folder makes faults in it, under load, and compares what the
 * clients got with what the database has. It must never soften a fault so that a check passes.
 */
export interface OperatorsStack {
  readonly proxy: TestProxy;
  readonly database: TestDatabase;
  readonly accounts: Accounts;
  readonly postgres: Supervised;
  readonly applications: readonly Supervised[];
  /** The ports of the applications, in their order. */
  readonly applicationPorts: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  /** The files that the processes wrote their logs to, for a look after a failure. */
  readonly logFolder: string;
}

export const openOperatorsStack = async (
  overrides: Readonly<Record<string, string>> = {},
  openDatabase: (dataDir: string) => Promise<DurableDatabase> = (dataDir) => openDurableDatabase(dataDir),
  roles: readonly ProcessRole[] = ['all', 'all'],
): Promise<OperatorsStack> => {
  const folder = await mkdtemp(join(tmpdir(), 'portaria-faults-'));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const { database, postgres } = await openDatabase(join(folder, 'postgres'));
  const pepper = randomBytes(32);
  const environment = {
    DATABASE_URL: database.appUrl,
    MIGRATION_DATABASE_URL: database.ownerUrl,
    PORTARIA_ISSUER: 'https://auth.example.com',
    PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
    PORTARIA_PEPPER: pepper.toString('base64'),
    PORTARIA_TLS_LISTENER_SECRET: listenerSecrets.tls,
    PORTARIA_HEADER_LISTENER_SECRET: listenerSecrets.header,
    PORTARIA_ADMIN_LISTENER_SECRET: listenerSecrets.admin,
    PORTARIA_GATEWAY_LISTENER_SECRET: listenerSecrets.gateway,
    ...overrides,
  };
  const ports = await Promise.all(roles.map(() => freePort()));
  const applications = ports.map((port, n) =>
    superviseApplication(
      {
        ...environment,
        ...ofRole(roles[n] ?? 'all', database),
        PORTARIA_PORT: String(port),
      },
      join(folder, `application-${String(n)}.log`),
    ),
  );
  await Promise.all(ports.map(untilReady));
  const upstreamOf = (kept: (role: ProcessRole) => boolean): string =>
    ports
      .filter((_, n) => kept(roles[n] ?? 'all'))
      .map((port) => `127.0.0.1:${String(port)}`)
      .join(',');
  const managing = upstreamOf((role) => role === 'manage');
  const proxy = await startTestProxy({
    PORTARIA_UPSTREAM: upstreamOf((role) => role !== 'manage'),
    ...(managing && {
      PORTARIA_MANAGE_UPSTREAM: managing,
      PORTARIA_SELF_SERVICE_LISTENER_CONF: 'listener-self-service.conf',
    }),
  });
  return {
    proxy,
    database,
    accounts: new Accounts(database, pepper),
    postgres,
    applications,
    applicationPorts: ports,
    environment,
    logFolder: folder,
  };
};

/** What a process of a role has beside, or in place of, the settings of all. */
const ofRole = (role: ProcessRole, database: TestDatabase): Record<string, string> =>
  role === 'issue'
    ? { PORTARIA_ROLE: role, DATABASE_URL: database.issueUrl, PORTARIA_ADMIN_LISTENER_SECRET: '' }
    : role === 'manage'
      ? {
          PORTARIA_ROLE: role,
          DATABASE_URL: database.manageUrl,
          PORTARIA_TLS_LISTENER_SECRET: selfServiceSecret,
          PORTARIA_HEADER_LISTENER_SECRET: '',
          PORTARIA_GATEWAY_LISTENER_SECRET: '',
        }
      : {};

export interface DurableDatabase {
  readonly database: TestDatabase;
  readonly postgres: Supervised;
}

export const openDurableDatabase = async (
  dataDir: string,
  more: Readonly<Record<string, string>> = {},
): Promise<DurableDatabase> => {
  const port = await freePort();
  const start = (): Promise<RunningPostgres> =>
    startPostgres({ dataDir, port, settings: { ...settings, ...more }, say: silent });
  let [running, starts, stopped] = [await start(), 1, false];
  const supervise = (): void => {
    void running.ended.then(async () => {
      if (stopped) return;
      await pause(restartMs);
      running = await start();
      starts += 1;
      supervise();
    });
  };
  supervise();
  const database = await preparedDatabase(running.url);
  afterFile(async () => {
    stopped = true;
    await running.stop();
  });
  return { database, postgres: { pid: () => running.pid, starts: () => starts } };
};

/** Creates the product's database with its logins and its schema, where `superuserUrl` leads. */
export const preparedDatabase = async (superuserUrl: string): Promise<TestDatabase> => {
  const prepareFor = (role: ProcessRole): Promise<DatabaseUrls> =>
    ensureDatabase(superuserUrl, {
      role,
      database: 'portaria',
      owner: { name: 'portaria_owner', password: 'owner' },
      application: {
        name: role === 'all' ? 'portaria_login' : `portaria_${role}_login`,
        password: 'login',
      },
    });
  const { ownerUrl, appUrl } = await prepareFor('all');
  const { appUrl: issueUrl } = await prepareFor('issue');
  const { appUrl: manageUrl } = await prepareFor('manage');
  await migrate(() => ownerUrl, migrations, { waiting: silent });
  const adminUrl = superuserUrl.replace(/\/postgres(?=\?|$)/, '/portaria');
  const pool = new pg.Pool({ ...connectionTo(adminUrl), max: 4 });
  pool.on('error', silent);
  afterFile(() => pool.end());
  return {
    adminUrl,
    ownerUrl,
    appUrl,
    issueUrl,
    manageUrl,
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await pool.query<Row>(text, values)).rows,
  };
};

const superviseApplication = (environment: Readonly<Record<string, string>>, logFile: string): Supervised => {
  const log = createWriteStream(logFile);
  let [starts, stopped] = [0, false];
  let child: ChildProcess;
  const start = (): void => {
    starts += 1;
    child = spawn(process.execPath, [...nodeFlags, application], {
      env: { ...inheritedEnvironment, ...environment },
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    child.once('exit', () => {
      if (!stopped) setTimeout(start, restartMs);
    });
  };
  start();
  afterFile(async () => {
    stopped = true;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGCONT');
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await gone;
    log.end();
  });
  return { pid: () => child.pid ?? 0, starts: () => starts };
};

const untilReady = async (port: number): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${String(port)}/healthz/ready`).catch(() => null);
    if (answer?.ok === true) return;
    await pause(50);
  }
  throw new Error('the application was not ready within 30 s');
};
