import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NginxVariables } from '../../config/nginx-settings.js';
import { type Environment, readSetting } from '../../config/read-settings.js';
import { type Listener, listeners } from '../../core/tokens/token-request.js';
import { listenerSecretLine } from './nginx-templates.js';

/** `ProxySecretFile`: a file of PORTARIA_NGINX_SECRETS_DIR, with a secret in it. */
export interface ProxySecretFile {
  readonly file: string;
  readonly text: string;
}

const settingOf = {
  tls: 'PORTARIA_TLS_LISTENER_SECRET',
  header: 'PORTARIA_HEADER_LISTENER_SECRET',
  admin: 'PORTARIA_ADMIN_LISTENER_SECRET',
  gateway: 'PORTARIA_GATEWAY_LISTENER_SECRET',
} as const satisfies Record<Listener, string>;

/** Returns the setting of which a file of proxy secrets is made; `null`: it is no such file, or none makes it. */
export const settingOfProxySecret = (fileName: string): string | null => {
  const found = listeners.find((listener) => fileName === `listener-${listener}.conf`);
  return found ? settingOf[found] : null;
};

/** Without the header, a question about a protected API is refused: nothing passes. */
const noSecret = 'proxy_set_header X-Portaria-Listener "";\n';

/**
 * Returns the files that the enabled listeners include: made of the application's own settings, or, on
 * a machine that has only NGINX, those that exist. Adds to `problems` what is used and missing.
 */
export const proxySecretFiles = async (
  values: Environment,
  variables: NginxVariables,
  problems: string[],
): Promise<readonly ProxySecretFile[]> => {
  const folder = variables.PORTARIA_NGINX_SECRETS_DIR;
  const files: ProxySecretFile[] = [];
  for (const listener of listeners.filter((name) => isUsed(name, variables))) {
    const file = join(folder, `listener-${listener}.conf`);
    const secret = secretOf(values, listener, problems);
    const text =
      secret === undefined
        ? await existing(file)
        : secret === null
          ? ''
          : listenerSecretLine(listener, secret);
    if (text !== null) files.push({ file, text });
    else if (listener !== 'gateway') problems.push(missing(listener, file));
    else if (await hasRoutes(variables.PORTARIA_ROUTES_DIR)) problems.push(missingForRoutes(variables));
    else files.push({ file, text: noSecret });
  }
  const selfService = await selfServiceFile(variables, problems);
  return selfService ? [...files, selfService] : files;
};

/** The gateway is a part of the TLS listener. */
const isUsed = (listener: Listener, variables: NginxVariables): boolean =>
  listener === 'gateway' || listener === 'tls'
    ? variables.PORTARIA_TLS_LISTENER === 'on'
    : variables[listener === 'admin' ? 'PORTARIA_ADMIN_LISTENER' : 'PORTARIA_HEADER_LISTENER'] === 'on';

/** Returns `undefined` when the secret is not set, and `null` when it has a problem. */
const secretOf = (values: Environment, listener: Listener, problems: string[]): string | null | undefined => {
  const name = settingOf[listener];
  if (!values[name] && !values[`${name}_FILE`]) return undefined;
  return readSetting(values, name, problems) ?? null;
};

const existing = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null);

const hasRoutes = async (folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).some((name) => name.endsWith('.locations.conf'));

const missing = (listener: 'tls' | 'header' | 'admin', file: string): string =>
  `${settingOf[listener]}: is not set, and there is no ${file}. Set the value that the application has, or ` +
  `PORTARIA_${listener.toUpperCase()}_LISTENER=off`;

const missingForRoutes = ({ PORTARIA_ROUTES_DIR: folder }: NginxVariables): string =>
  `${settingOf.gateway}: is not set, but ${folder} has routes of protected APIs. Set the value that the application has`;

/** No process has this secret under a name of its own: the managing ones have it as that of the TLS listener. */
const selfServiceFile = async (
  variables: NginxVariables,
  problems: string[],
): Promise<ProxySecretFile | null> => {
  const name = variables.PORTARIA_SELF_SERVICE_LISTENER_CONF;
  if (name === 'listener-tls.conf' || variables.PORTARIA_TLS_LISTENER !== 'on') return null;
  const file = join(variables.PORTARIA_NGINX_SECRETS_DIR, name);
  const text = await existing(file);
  if (text === null)
    problems.push(
      `PORTARIA_SELF_SERVICE_LISTENER_CONF: there is no ${file}. Write the line proxy_set_header X-Portaria-Listener ` +
        '"<secret>"; into it, with the PORTARIA_TLS_LISTENER_SECRET of the managing processes',
    );
  return text === null ? null : { file, text };
};
