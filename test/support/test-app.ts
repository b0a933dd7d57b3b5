import { randomBytes } from 'node:crypto';
import type { AppDependencies } from '../../src/app/app.module.js';
import { createServer, type Server } from '../../src/app/server.js';
import { type Config, loadConfig } from '../../src/config/config.js';
import type { Listener } from '../../src/core/tokens/token-request.js';
import { createLogger } from '../../src/telemetry/logger.js';
import { traceFieldsOfLog } from '../../src/telemetry/tracing/active-span.js';
import { Accounts } from './accounts.js';
import { afterFile } from './cleanup.js';
import { makeDatabase, type TestDatabase } from './database.js';
import { addSigningKeys } from './signing-keys.js';

/** `TestApp`: a running application with a database of its own. */
export interface TestApp {
  readonly config: Config;
  readonly port: number;
  readonly server: Server;
  readonly database: TestDatabase;
  readonly accounts: Accounts;
  /** Returns every log line so far, as it was written. */
  readonly log: () => string;
  /** Returns the proxy secret of a listener, as NGINX knows it. */
  readonly listenerSecret: (listener: Listener) => string;
  /** The configuration that another process of the same deployment would have. */
  readonly environment: Readonly<Record<string, string>>;
}

export type TestAppOptions = Partial<Omit<AppDependencies, 'log'>> & {
  readonly environment?: Readonly<Record<string, string>>;
  readonly database?: TestDatabase;
};

/** Starts an application; it is closed after the test file. */
export const startApp = (options: TestAppOptions = {}): Promise<TestApp> => openApp(options, afterFile);

let shared: Promise<TestApp> | null = null;

/**
 * Returns the application of this worker, with the standard settings: for files whose tests act on
 * accounts of their own, and count nothing that others add to. It ends with the worker.
 */
export const sharedApp = (): Promise<TestApp> => (shared ??= openApp({}, () => undefined));

const openApp = async (options: TestAppOptions, after: typeof afterFile): Promise<TestApp> => {
  const database = options.database ?? (await makeDatabase({}, after));
  const secrets = {
    tls: listenerSecret(),
    header: listenerSecret(),
    admin: listenerSecret(),
    gateway: listenerSecret(),
  };
  const role = options.environment?.['PORTARIA_ROLE'] ?? 'all';
  const environment = {
    DATABASE_URL: loginFor(role, database),
    PORTARIA_PORT: '0',
    PORTARIA_ISSUER: 'https://auth.example.com',
    PORTARIA_MASTER_KEY: randomBytes(32).toString('base64'),
    PORTARIA_PEPPER: randomBytes(32).toString('base64'),
    PORTARIA_TLS_LISTENER_SECRET: secrets.tls,
    PORTARIA_HEADER_LISTENER_SECRET: secrets.header,
    PORTARIA_ADMIN_LISTENER_SECRET: role === 'issue' ? '' : secrets.admin,
    PORTARIA_GATEWAY_LISTENER_SECRET: secrets.gateway,
    ...options.environment,
  };
  const config = loadConfig(environment);
  if (options.database === undefined) await addSigningKeys(database, config.secrets.masterKey);
  const lines: string[] = [];
  const { issuingClock, tokenIds, monotonicClock = () => performance.now() } = options;
  // They compare with the database's own clock, which this application does not ask.
  if (issuingClock)
    await database.sql(`
      ALTER TABLE refresh_family DISABLE TRIGGER refresh_family_begins_now;
      CREATE OR REPLACE FUNCTION any_clock() RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'`);
  const server = await createServer(config, {
    log: createLogger('debug', { write: (line) => lines.push(line) }, config.traces && traceFieldsOfLog),
    monotonicClock,
    processClock: () => Date.now(),
    ...(issuingClock && { issuingClock }),
    ...(tokenIds && { tokenIds }),
    ...(options.keySetAccess && { keySetAccess: options.keySetAccess }),
  });
  const port = await server.listen();
  after(() => server.close());
  return {
    config,
    port,
    server,
    database,
    accounts: new Accounts(database, config.secrets.pepper()),
    log: () => lines.join(''),
    listenerSecret: (listener) => secrets[listener],
    environment,
  };
};

/** Each role has a login of its own. */
export const loginFor = (role: string, database: TestDatabase): string =>
  role === 'issue' ? database.issueUrl : role === 'manage' ? database.manageUrl : database.appUrl;

const listenerSecret = (): string => randomBytes(32).toString('base64url');
