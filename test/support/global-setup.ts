import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { migrations } from '../../migrations/list.js';
import { migrate } from '../../src/storage/maintenance/migrator.js';
import { findOrInstallNginx } from '../../tools/stack/install-nginx.js';
import { startPostgres } from '../../tools/stack/postgres-process.js';
import { freePort } from './free-port.js';
import { isBundle, repository } from './programs.js';

/** `TestCluster`: what every test file needs to create a database of its own. */
export interface TestCluster {
  /** The superuser, who creates and drops databases. */
  readonly adminUrl: string;
  /** The owner of the schema, who migrates. */
  readonly ownerUrl: string;
  /** The application's login. */
  readonly appUrl: string;
  /** The login of processes with `PORTARIA_ROLE=issue`. */
  readonly issueUrl: string;
  /** The login of processes with `PORTARIA_ROLE=manage`. */
  readonly manageUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

/** The defaults of the settings. */
const retention = { issuanceRetentionDays: 400, refusalRetentionDays: 30 };
export const templateDatabase = 'portaria_template';
const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

const run = promisify(execFile);

/**
 * Some tests start compiled programs, so they need the output of `npm run build`. Of the quick ones
 * none needs the bundle, unless it was asked for.
 */
const build = async (project: string): Promise<void> => {
  const compiler = join(repository, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [compiler, '-p', join(repository, 'tsconfig.build.json')]);
  if (isBundle || project !== 'quick')
    await run(process.execPath, [join(repository, 'scripts/bundle.mjs'), 'dist']);
};

/**
 * Starts one PostgreSQL for the run, with a migrated template that each test file clones. NGINX is
 * found, or installed, once.
 *
 * This folder owns what tests of several folders share. It must never contain a test, or replace a
 * part of the product with a fake.
 */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await findOrInstallNginx(say);
  await build(project.name);
  const settings = { max_connections: '400' };
  const postgres = await startPostgres({ dataDir: null, port: await freePort(), settings, say });
  try {
    const cluster = clusterOf(postgres.url);
    await makeTemplate(cluster);
    project.provide('cluster', cluster);
  } catch (error) {
    await postgres.stop();
    throw error;
  }
  return () => postgres.stop();
};

const clusterOf = (adminUrl: string): TestCluster => ({
  adminUrl,
  ownerUrl: asUser(adminUrl, 'portaria_owner', 'owner'),
  appUrl: asUser(adminUrl, 'portaria_login', 'login'),
  issueUrl: asUser(adminUrl, 'portaria_issuer', 'issuer'),
  manageUrl: asUser(adminUrl, 'portaria_manager', 'manager'),
});

const makeTemplate = async ({ adminUrl, ownerUrl }: TestCluster): Promise<void> => {
  const admin = new pg.Client(adminUrl);
  await admin.connect();
  await admin.query(`CREATE ROLE portaria_owner LOGIN CREATEROLE PASSWORD 'owner'`);
  await admin.query(`CREATE ROLE portaria_login LOGIN PASSWORD 'login'`);
  await admin.query(`CREATE DATABASE ${templateDatabase} OWNER portaria_owner`);
  await migrate(
    () => inDatabase(ownerUrl, templateDatabase),
    migrations,
    { waiting: () => undefined },
    retention,
  );
  await admin.query('GRANT portaria_app TO portaria_login');
  await admin.query(`CREATE ROLE portaria_issuer LOGIN PASSWORD 'issuer' IN ROLE portaria_issue`);
  await admin.query(`CREATE ROLE portaria_manager LOGIN PASSWORD 'manager' IN ROLE portaria_manage`);
  await admin.end();
};

const asUser = (url: string, user: string, password: string): string => {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return changed.href;
};

export const inDatabase = (url: string, database: string): string => {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
};
