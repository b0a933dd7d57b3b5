import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { DatabaseUrls } from '../../src/cli/deployment/ensure-database.js';
import { envFileOf } from '../../src/cli/deployment/env-file.js';
import type { NginxBinary } from '../../src/cli/deployment/nginx-binary.js';
import { writeOperatorP12 } from '../../src/cli/deployment/operator-p12.js';
import { replaceFile } from '../../src/cli/deployment/replace-file.js';
import type { StackSettings } from '../../src/cli/deployment/stack-settings.js';
import { contractNames } from '../../src/core/credentials/credential.js';
import { findOrInstallNginx } from './install-nginx.js';
import { stopLeftoverNginx } from './nginx-process.js';
import { assertPortFree, type Say } from './processes.js';
import { assertAlone } from './stack-alone.js';
import { startApplication } from './stack-application.js';
import { startStackDatabase } from './stack-database.js';
import { type DemoApiParts, ensureDemoRoutes, startDemoApi } from './stack-demo-api.js';
import {
  nginxPlaces,
  routesFolder,
  stackDocsUrl,
  stackNginxSettings,
  startStackNginx,
} from './stack-nginx.js';
import { ensurePki, type StackPki } from './stack-pki.js';
import { ensureSecrets, type StackSecrets } from './stack-secrets.js';

/** `StackParts`: what the stack is built from, besides this folder. */
export interface StackParts {
  /** The application as it is shipped. */
  readonly program: string;
  readonly templates: string;
  /** The folder that has the folder `console`; `null` where the console was not built. */
  readonly consoleRoot: string | null;
  /** The folder that has the folder `docs`, the documentation site; `null` where it was not built. */
  readonly docsRoot: string | null;
  readonly demoApi: DemoApiParts;
  /** Applies the migrations as the owner; resolves to the names of those that were missing. */
  readonly migrate: (ownerUrl: string, say: Say) => Promise<readonly string[]>;
  /** Makes sure that the demo accounts exist, and writes `demo.env`. */
  readonly ensureDemo: (stack: StackDetails) => Promise<void>;
  readonly now: () => Date;
  readonly say: Say;
}

/** `StackDetails`: what is known once the database, the secrets and the certificates exist. */
export interface StackDetails {
  readonly settings: StackSettings;
  readonly pki: StackPki;
  /** The environment of the application and of the command line. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface RunningStack {
  /** Resolves with one sentence when a part ended unexpectedly. */
  readonly broken: Promise<string>;
  /** Whether the demo API is behind the gateway: another imported API may have its paths. */
  readonly demoApi: boolean;
  /** Stops everything that was started, NGINX first, the database last. */
  stop(): Promise<void>;
}

interface Part {
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts the whole product on one machine: PostgreSQL, migrations, demo accounts, the application,
 * NGINX.
 */
export const startStack = async (settings: StackSettings, parts: StackParts): Promise<RunningStack> => {
  const { home, ports } = settings;
  const started: Part[] = [];
  const stop = async (): Promise<void> => {
    await rm(join(home, 'ready'), { force: true });
    for (const part of started.splice(0).reverse()) await part.stop();
  };
  await assertAlone(home);
  try {
    await stopLeftoverNginx({ ...nginxPlaces(home), say: parts.say });
    await assertPortFree(ports.tls, 'PORTARIA_TLS_PORT');
    await assertPortFree(ports.header, 'PORTARIA_HEADER_PORT');
    await assertPortFree(ports.admin, 'PORTARIA_ADMIN_PORT');
    // Checked before anything is started: a person who must install NGINX, or who named a wrong
    // one, should not wait for the rest.
    const nginx = await findOrInstallNginx(parts.say);
    await mkdir(join(home, 'logs'), { recursive: true, mode: 0o700 });
    await rm(join(home, 'ready'), { force: true });
    const demoApi = await startParts(settings, { ...parts, nginx }, started);
    await writeFile(join(home, 'ready'), '');
    return { broken: Promise.race(started.map((part) => part.ended)), demoApi, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const startParts = async (
  settings: StackSettings,
  parts: StackParts & { readonly nginx: NginxBinary },
  started: Part[],
): Promise<boolean> => {
  const { home, internalPorts } = settings;
  const { say } = parts;
  const secrets = await ensureSecrets(join(home, 'secrets'));
  const pki = await ensurePki(join(home, 'pki'), parts.now());
  await writeOperatorP12(home, pki);
  say(settings.database ? 'Using the PostgreSQL that DATABASE_URL names.' : 'Starting PostgreSQL.');
  const urls = await openDatabase(settings, secrets, parts, started);
  const applicationPort = internalPorts.application ?? (await freePort());
  const environment = {
    ...environmentOf(settings, secrets, urls, applicationPort),
    PORTARIA_SERVER_CA: pki.caFile,
    ...(parts.docsRoot !== null && { PORTARIA_DOCS_URL: stackDocsUrl(settings) }),
  };
  const { consoleRoot, docsRoot } = parts;
  const nginxParts = { consoleRoot, docsRoot, pki, secrets, applicationPort };
  await replaceFile(
    join(home, 'portaria.env'),
    envFileOf({
      ...stackNginxSettings(settings, nginxParts),
      ...environment,
      MIGRATION_DATABASE_URL: urls.ownerUrl,
    }),
    0o600,
  );
  await parts.ensureDemo({ settings, pki, environment });
  // Before the application and NGINX, which read its routes.
  const demoApi = await openDemoApi(settings, parts, started);
  say('Starting the application.');
  // What V8 compiled is kept for the next start.
  const cached = { ...environment, NODE_COMPILE_CACHE: join(home, 'compile-cache') };
  const application = await startApplication(parts.program, cached, {
    log: join(home, 'logs', 'application.log'),
    pid: join(home, 'application.pid'),
  });
  started.push(application);
  say('Starting NGINX.');
  const { nginx: binary, templates } = parts;
  started.push(await startStackNginx(settings, { ...nginxParts, binary, templates }, say));
  return demoApi;
};

const openDemoApi = async (
  { home }: StackSettings,
  { demoApi, say }: StackParts,
  started: Part[],
): Promise<boolean> => {
  const port = await freePort();
  const wanted = await ensureDemoRoutes(routesFolder(home), { document: demoApi.document, port }, say);
  if (!wanted) return false;
  const files = { log: join(home, 'logs', 'demo-api.log'), pid: join(home, 'demo-api.pid') };
  started.push(await startDemoApi(demoApi.program, port, files));
  return true;
};

const openDatabase = async (
  settings: StackSettings,
  secrets: StackSecrets,
  { migrate, say }: StackParts,
  started: Part[],
): Promise<DatabaseUrls> => {
  if (settings.database) {
    await migrate(settings.database.ownerUrl, say);
    return settings.database;
  }
  const port = settings.internalPorts.postgres ?? (await freePort());
  const database = await startStackDatabase(join(settings.home, 'postgres'), port, secrets, say);
  started.push(database.process);
  await migrate(database.ownerUrl, say);
  return database;
};

const environmentOf = (
  settings: StackSettings,
  secrets: StackSecrets,
  { appUrl, manageUrl }: DatabaseUrls,
  port: number,
): Readonly<Record<string, string>> => ({
  DATABASE_URL: appUrl,
  ...(manageUrl !== undefined && { MANAGE_DATABASE_URL: manageUrl }),
  PORTARIA_PORT: String(port),
  PORTARIA_ISSUER: `https://localhost:${String(settings.ports.tls)}`,
  PORTARIA_CONTRACTS: contractNames.join(','),
  PORTARIA_MASTER_KEY_FILE: secrets.fileOf('master-key'),
  PORTARIA_PEPPER_FILE: secrets.fileOf('pepper'),
  PORTARIA_TLS_LISTENER_SECRET_FILE: secrets.fileOf('listener-tls'),
  PORTARIA_HEADER_LISTENER_SECRET_FILE: secrets.fileOf('listener-header'),
  PORTARIA_ADMIN_LISTENER_SECRET_FILE: secrets.fileOf('listener-admin'),
  PORTARIA_GATEWAY_LISTENER_SECRET_FILE: secrets.fileOf('listener-gateway'),
  PORTARIA_ROUTES_DIR: routesFolder(settings.home),
  PORTARIA_APPROVAL: settings.approval,
});

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => {
        resolve(port);
      });
    });
  });
