import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { NginxBinary } from '../../src/cli/deployment/nginx-binary.js';
import { planNginx, writePlan } from '../../src/cli/deployment/render-nginx.js';
import type { StackSettings } from '../../src/cli/deployment/stack-settings.js';
import type { Environment } from '../../src/config/read-settings.js';
import { type RunningNginx, startNginx } from './nginx-process.js';
import type { StackPki } from './stack-pki.js';
import type { StackSecrets } from './stack-secrets.js';

/** What the settings of NGINX name. */
export interface NginxParts {
  /** The folder that has the folder `console`; `null` where the console was not built. */
  readonly consoleRoot: string | null;
  /** The folder that has the folder `docs`, the documentation site; `null` where it was not built. */
  readonly docsRoot: string | null;
  readonly pki: StackPki;
  readonly secrets: StackSecrets;
  readonly applicationPort: number;
}

export interface NginxEnvironment extends NginxParts {
  readonly binary: NginxBinary;
  readonly templates: string;
}

/** Returns the folder that `portaria routes import` writes, for the application and NGINX. */
export const routesFolder = (home: string): string => join(home, 'routes');

/** Returns where the NGINX of a stack has its configuration and its pid file. */
export const nginxPlaces = (home: string): { configFile: string; runDir: string } => ({
  configFile: join(home, 'nginx', 'conf', 'nginx.conf'),
  runDir: join(home, 'nginx', 'run'),
});

const listenerSecrets = (secrets: StackSecrets): Environment => ({
  PORTARIA_TLS_LISTENER_SECRET_FILE: secrets.fileOf('listener-tls'),
  PORTARIA_HEADER_LISTENER_SECRET_FILE: secrets.fileOf('listener-header'),
  PORTARIA_ADMIN_LISTENER_SECRET_FILE: secrets.fileOf('listener-admin'),
  PORTARIA_GATEWAY_LISTENER_SECRET_FILE: secrets.fileOf('listener-gateway'),
});

/** Returns the address of the documentation site, which error responses name. */
export const stackDocsUrl = ({ ports }: StackSettings): string =>
  `https://localhost:${String(ports.tls)}/docs`;

const pageVariables = (settings: StackSettings, { consoleRoot, docsRoot }: NginxParts): Environment => ({
  ...(consoleRoot !== null && { PORTARIA_CONSOLE: 'on', PORTARIA_CONSOLE_ROOT: consoleRoot }),
  ...(docsRoot !== null && {
    PORTARIA_DOCS: 'on',
    PORTARIA_DOCS_ROOT: docsRoot,
    PORTARIA_DOCS_URL: stackDocsUrl(settings),
  }),
});

/**
 * Returns the settings of NGINX, which the env file of the stack has too: so `portaria nginx render` and `portaria doctor`
 * know the same NGINX.
 */
export const stackNginxSettings = (settings: StackSettings, parts: NginxParts): Environment => {
  const { home, ports } = settings;
  const { configFile, runDir } = nginxPlaces(home);
  const logs = join(home, 'logs');
  const { secrets } = parts;
  return {
    ...listenerSecrets(secrets),
    PORTARIA_NGINX_DIR: dirname(configFile),
    PORTARIA_BIND: '127.0.0.1:',
    PORTARIA_TLS_PORT: String(ports.tls),
    PORTARIA_HEADER_PORT: String(ports.header),
    PORTARIA_ADMIN_PORT: String(ports.admin),
    PORTARIA_HEADER_LISTENER: 'on',
    ...pageVariables(settings, parts),
    PORTARIA_ROUTES_DIR: routesFolder(home),
    PORTARIA_UPSTREAM: `127.0.0.1:${String(parts.applicationPort)}`,
    PORTARIA_SERVER_CERT: parts.pki.server.certFile,
    PORTARIA_SERVER_KEY: parts.pki.server.keyFile,
    PORTARIA_CLIENT_CA_BUNDLE: parts.pki.caFile,
    PORTARIA_NGINX_RUN_DIR: runDir,
    PORTARIA_NGINX_SECRETS_DIR: join(secrets.folder, 'nginx'),
    PORTARIA_NGINX_ERROR_LOG: join(logs, 'nginx-error.log'),
    PORTARIA_NGINX_ACCESS_LOG: join(logs, 'nginx-access.log'),
    PORTARIA_RATE_LIMIT: settings.rateLimit,
  };
};

/** Starts NGINX from the production templates, in front of the application, on 127.0.0.1 alone. */
export const startStackNginx = async (
  settings: StackSettings,
  environment: NginxEnvironment,
  say: (line: string) => void,
): Promise<RunningNginx> => {
  const { ports, home } = settings;
  const { configFile, runDir } = nginxPlaces(home);
  const logs = join(home, 'logs');
  const { binary } = environment;
  await mkdir(runDir, { recursive: true, mode: 0o755 });
  const values = stackNginxSettings(settings, environment);
  // NGINX checks it before it starts.
  const { templates } = environment;
  const folder = dirname(configFile);
  await writePlan(await planNginx({ values, folder, templates, version: binary.version }));
  return startNginx({
    binary,
    configFile,
    runDir,
    logFile: join(logs, 'nginx.log'),
    ports: [
      { port: ports.tls, setting: 'PORTARIA_TLS_PORT' },
      { port: ports.header, setting: 'PORTARIA_HEADER_PORT' },
      { port: ports.admin, setting: 'PORTARIA_ADMIN_PORT' },
    ],
    say,
  });
};
