/**
 * The configuration of a host without containers: an env file for the application, the command line and NGINX, with every
 * secret in a file of its own, and the certificates of the front.
 */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { ManagementError } from '../../core/shared/management-error.js';
import { certificateGenerators, createDevelopmentCa } from './development-pki.js';
import { envFileOf } from './env-file.js';
import {
  type HostFile,
  type HostFilePlan,
  planFile,
  planFolder,
  planLines,
  readIfThere,
  type ServiceGroup,
} from './host-files.js';
import { newKey, newPassword } from './new-secrets.js';

export interface HostSetupInput {
  /** The absolute folder of the configuration. */
  readonly folder: string;
  readonly group: ServiceGroup;
  /** The issuer of tokens, at whose port NGINX listens. */
  readonly issuer: URL;
  /** Host, port and database of PostgreSQL; without a user. */
  readonly database: URL;
  readonly processes: number;
  readonly adminPort: number;
  /** The files to copy; `null`: certificates for development are made. */
  readonly certificates: { readonly cert: string; readonly key: string; readonly clientCa: string } | null;
  /** The folder with the folders `console` and `docs`. */
  readonly pages: string;
  readonly now: Date;
}

/** The first process listens here; the unit `portaria@2` one port above. */
const firstPort = 3001;
const logs = '/var/log/portaria';

/** Plans every file; writes nothing. `apply` of each, in this order, does it. */
export const planHost = async (input: HostSetupInput): Promise<readonly HostFilePlan[]> => {
  const secrets = secretFiles(input.database);
  const certificates = certificateFiles(input);
  const plans: HostFilePlan[] = [];
  for (const file of [...secrets, ...certificates])
    plans.push(await planFile(input.folder, file, input.group));
  assertPairs(plans);
  const routes = { name: 'routes', what: 'folder of the route tables: without it, no process starts' };
  plans.push(await planFolder(input.folder, routes, input.group));
  const settings = await missingSettings(input);
  const name = 'portaria.env';
  const what = `settings${settings === '' ? '' : `: ${namesIn(settings)}`}`;
  plans.push(
    await planLines(input.folder, { name, what, readers: 'service', make: () => settings }, input.group),
  );
  return plans;
};

const namesIn = (lines: string): string => Object.keys(parseEnv(lines)).join(' ');

const secretFiles = (database: URL): readonly HostFile[] => {
  const secret = (name: string, what: string, make: () => string): HostFile => ({
    name: join('secrets', name),
    what,
    readers: 'service',
    make,
  });
  const urlOf = (login: string): string => {
    const url = new URL(database);
    url.username = login;
    url.password = newPassword();
    return url.href;
  };
  return [
    secret('master-key', 'master key, which seals the signing keys; keep a copy elsewhere', newKey),
    secret('pepper', 'pepper of secrets; keep a copy elsewhere', newKey),
    ...['tls', 'admin', 'gateway'].map((listener) =>
      secret(`listener-${listener}`, `proxy secret of the ${listener} listener`, newPassword),
    ),
    secret('database-url', 'database login of the application', () => urlOf('portaria_login')),
    {
      name: 'secrets/migration-database-url',
      what: 'database login of the schema owner',
      readers: 'owner',
      make: () => urlOf('portaria_owner'),
    },
  ];
};

const certificateFiles = ({ certificates, issuer, now }: HostSetupInput): readonly HostFile[] => {
  const file = (name: string, what: string, make: HostFile['make']): HostFile => ({
    name: join('tls', name),
    what,
    readers: 'service',
    make,
  });
  if (certificates) {
    const copy = (path: string) => () => readFile(path, 'utf8');
    return [
      file(
        'server.pem',
        `the server's certificate, copied from ${certificates.cert}`,
        copy(certificates.cert),
      ),
      file('server.key', `its private key, copied from ${certificates.key}`, copy(certificates.key)),
      file(
        'client-ca.pem',
        `the client CAs, copied from ${certificates.clientCa}`,
        copy(certificates.clientCa),
      ),
    ];
  }
  const made = once(async () => {
    const ca = await createDevelopmentCa(now);
    return { ca, server: await certificateGenerators(ca, now, namesOf(issuer)).server() };
  });
  return [
    file(
      'server.pem',
      "the server's certificate, for development",
      async () => (await made()).server.certPem,
    ),
    file('server.key', 'its private key', async () => (await made()).server.keyPem),
    file('client-ca.pem', 'the client CAs: the development CA', async () => (await made()).ca.certPem),
    {
      name: 'tls/development-ca.key',
      what: 'the key of the development CA',
      readers: 'owner',
      make: async () => (await made()).ca.keyPem,
    },
  ];
};

/** The development certificate is for localhost in any case. */
const namesOf = ({ hostname }: URL): readonly string[] => (hostname === 'localhost' ? [] : [hostname]);

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | null = null;
  return () => (made ??= make());
};

/** A new certificate would not belong to a key that exists. Throws `ManagementError('conflict')`. */
const assertPairs = (plans: readonly HostFilePlan[]): void => {
  const [cert, key] = ['server.pem', 'server.key'].map((name) =>
    plans.find(({ file }) => file.endsWith(name)),
  );
  if (!cert || !key || cert.action === key.action) return;
  const [there, missing] = cert.action === 'keep' ? [cert, key] : [key, cert];
  throw new ManagementError(
    'conflict',
    `${there.file} exists, but ${missing.file} does not. Provide it, or remove both`,
  );
};

/** Returns the lines that the env file lacks; a name that is there, or its other form, is left alone. */
const missingSettings = async (input: HostSetupInput): Promise<string> => {
  const known = parseEnv((await readIfThere(join(input.folder, 'portaria.env'))) ?? '');
  const isKnown = (name: string): boolean =>
    [name, `${name}_FILE`, name.replace(/_FILE$/, '')].some((form) => known[form] !== undefined);
  return envFileOf(Object.fromEntries(Object.entries(settingsOf(input)).filter(([name]) => !isKnown(name))));
};

const settingsOf = ({ folder, issuer, processes, adminPort, pages }: HostSetupInput) => ({
  // Without the slash that URL adds: tokens have it byte for byte.
  PORTARIA_ISSUER: issuer.pathname === '/' ? issuer.origin : issuer.href,
  DATABASE_URL_FILE: join(folder, 'secrets/database-url'),
  MIGRATION_DATABASE_URL_FILE: join(folder, 'secrets/migration-database-url'),
  PORTARIA_MASTER_KEY_FILE: join(folder, 'secrets/master-key'),
  PORTARIA_PEPPER_FILE: join(folder, 'secrets/pepper'),
  PORTARIA_TLS_LISTENER_SECRET_FILE: join(folder, 'secrets/listener-tls'),
  PORTARIA_ADMIN_LISTENER_SECRET_FILE: join(folder, 'secrets/listener-admin'),
  PORTARIA_GATEWAY_LISTENER_SECRET_FILE: join(folder, 'secrets/listener-gateway'),
  PORTARIA_ROUTES_DIR: join(folder, 'routes'),
  PORTARIA_DRAIN_SECONDS: '2',
  PORTARIA_UPSTREAM: Array.from(
    { length: processes },
    (_, index) => `127.0.0.1:${String(firstPort + index)}`,
  ).join(','),
  PORTARIA_TLS_PORT: issuer.port || '443',
  PORTARIA_ADMIN_PORT: String(adminPort),
  PORTARIA_SERVER_CERT: join(folder, 'tls/server.pem'),
  PORTARIA_SERVER_KEY: join(folder, 'tls/server.key'),
  PORTARIA_CLIENT_CA_BUNDLE: join(folder, 'tls/client-ca.pem'),
  PORTARIA_NGINX_DIR: join(folder, 'nginx'),
  PORTARIA_NGINX_ERROR_LOG: join(logs, 'nginx-error.log'),
  PORTARIA_NGINX_ACCESS_LOG: join(logs, 'nginx-access.log'),
  ...(existsSync(join(pages, 'console', 'index.html')) && {
    PORTARIA_CONSOLE: 'on',
    PORTARIA_CONSOLE_ROOT: pages,
  }),
  ...(existsSync(join(pages, 'docs', 'index.html')) && { PORTARIA_DOCS: 'on', PORTARIA_DOCS_ROOT: pages }),
});
