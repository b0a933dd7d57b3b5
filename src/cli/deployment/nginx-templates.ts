/**
 * Renders the folder `nginx/` as the official NGINX image does (envsubst: `${NAME}` of known names only, folders kept),
 * so that the local stack and the tests run the very files that production runs.
 *
 * Must never: change a template in any other way. What differs between NGINX versions is a variable.
 */
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type NginxSetting, nginxSettings } from '../../config/nginx-settings.js';
import { settings } from '../../config/settings.js';
import { errorMessageOf } from '../../core/shared/error-message.js';
import { type Listener, listeners } from '../../core/tokens/token-request.js';
import { replaceFile } from './replace-file.js';

export type TemplateVariables = Readonly<Record<`PORTARIA_${string}`, string>>;

const suffix = '.template';
/** A variable in a template; its name is the first group. */
export const placeholder = /\$\{(PORTARIA_[A-Z0-9_]+)\}/g;

/** Every variable that has a default; the others (paths, ports, upstream) must be given. */
export const templateDefaults: TemplateVariables = Object.fromEntries(
  Object.entries<NginxSetting>(nginxSettings).flatMap(([name, { defaultValue }]) =>
    defaultValue === undefined ? [] : [[name, defaultValue]],
  ),
);

const numbersOf = (version: string): readonly number[] =>
  version.split('.').map((part) => Number.parseInt(part, 10));

const atLeast = (version: string, minimum: string): boolean => {
  const have = numbersOf(version);
  for (const [index, needed] of numbersOf(minimum).entries()) {
    const part = have[index] ?? 0;
    if (part !== needed) return part > needed;
  }
  return true;
};

/**
 * Returns the variables that depend on the NGINX version alone.
 *
 * @param version such as `1.22.1`
 * @returns `PORTARIA_LISTEN_HTTP2` (before 1.25.1 HTTP/2 is a parameter of `listen`) and
 * `PORTARIA_NGINX_VERSION_SETTINGS` (from 1.25.1 a directive; from 1.27.4 also the time during
 * which a reload does not close an idle connection on which a request may already be in progress)
 */
export const versionVariables = (version: string): TemplateVariables => {
  const settings: string[] = [];
  if (atLeast(version, '1.25.1')) settings.push('http2 on;');
  if (atLeast(version, '1.27.4')) settings.push('keepalive_min_timeout 5s;');
  return {
    PORTARIA_LISTEN_HTTP2: atLeast(version, '1.25.1') ? '' : ' http2',
    PORTARIA_NGINX_VERSION_SETTINGS: settings.join(' '),
  };
};

/** A name or an address with a port; nothing that could end NGINX's directive. */
const upstreamAddress = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/;

/**
 * Returns the `server` directives of an upstream, each a second time as a backup that is never left
 * out. NGINX asks backups when it leaves out all others: without them, processes that all failed
 * would get no request for `fail_timeout`, although they are back.
 *
 * @param setting the name of the variable, for the error
 * @param upstream `host:port`, several with commas between them
 * @throws Error naming the address that cannot be used
 */
const upstreamServers = (setting: string, upstream: string, parameters: string): string => {
  const addresses = upstream.split(',').map((address) => {
    const trimmed = address.trim();
    if (!upstreamAddress.test(trimmed)) {
      throw new Error(
        `${setting} contains "${trimmed}". Write host:port, and several with commas between them.`,
      );
    }
    return trimmed;
  });
  const servers = addresses.map((address) => `server ${address} ${parameters};`);
  // The last value of a parameter counts.
  const backups = addresses.map((address) => `server ${address} ${parameters} max_fails=0 backup;`);
  return [...servers, ...backups].join(' ');
};

const withServers = (variables: TemplateVariables): TemplateVariables => {
  const { PORTARIA_UPSTREAM_PARAMETERS: parameters = '' } = variables;
  const serversOf = (name: 'UPSTREAM' | 'MANAGE_UPSTREAM'): string | undefined => {
    const upstream = variables[`PORTARIA_${name}`];
    return (
      variables[`PORTARIA_${name}_SERVERS`] ??
      (upstream ? upstreamServers(`PORTARIA_${name}`, upstream, parameters) : undefined)
    );
  };
  const servers = serversOf('UPSTREAM');
  if (servers === undefined) return variables;
  return {
    ...variables,
    PORTARIA_UPSTREAM_SERVERS: servers,
    PORTARIA_MANAGE_UPSTREAM_SERVERS: serversOf('MANAGE_UPSTREAM') ?? servers,
  };
};

/**
 * Replaces `${PORTARIA_...}` and nothing else; NGINX's own `$variables` stay.
 *
 * @throws Error naming every variable that the text needs and `variables` does not have
 */
export const renderTemplate = (text: string, variables: TemplateVariables): string => {
  const known = new Map<string, string>(Object.entries(variables));
  const missing = new Set<string>();
  const rendered = text.replace(placeholder, (whole, name: string) => {
    const value = known.get(name);
    if (value === undefined) missing.add(name);
    return value ?? whole;
  });
  if (missing.size > 0) throw new Error(`undefined: ${[...missing].sort().join(', ')}`);
  return rendered;
};

const templatesIn = async (folder: string): Promise<readonly string[]> => {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(suffix)).sort();
};

/** `RenderedFile`: what a template becomes, and whether the file in its place differs. */
export interface RenderedFile {
  readonly file: string;
  readonly text: string;
  readonly state: 'new' | 'changed' | 'unchanged';
}

export interface RenderedTemplates {
  readonly files: readonly RenderedFile[];
  /** What they were rendered with, also what is composed of other variables. */
  readonly variables: TemplateVariables;
  /** The path of the main configuration. */
  readonly main: string;
}

/**
 * Renders every `*.template` below `templatesDir` for the folder `PORTARIA_NGINX_DIR`, sub-folders kept; writes
 * nothing.
 *
 * @param variables all variables; nothing is taken from the environment
 * @throws Error with one line per template that needs a variable which is not defined
 */
export const planTemplates = async (
  templatesDir: string,
  variables: TemplateVariables,
): Promise<RenderedTemplates> => {
  const target = variables['PORTARIA_NGINX_DIR'];
  if (target === undefined)
    throw new Error('PORTARIA_NGINX_DIR (where to render the NGINX templates) is not defined.');
  const complete = withServers(variables);
  const names = await templatesIn(templatesDir);
  if (!names.includes('nginx.conf.template'))
    throw new Error(
      `${templatesDir} has no template nginx.conf.template. Name the folder nginx of this release.`,
    );
  const problems: string[] = [];
  const files: RenderedFile[] = [];
  for (const name of names) {
    const file = join(target, name.slice(0, -suffix.length));
    try {
      const text = renderTemplate(await readFile(join(templatesDir, name), 'utf8'), complete);
      const before = await textAt(file);
      files.push({ file, text, state: before === null ? 'new' : before === text ? 'unchanged' : 'changed' });
    } catch (reason) {
      problems.push(`${name}: ${errorMessageOf(reason)}`);
    }
  }
  if (problems.length > 0) throw new Error(`The NGINX templates cannot be rendered:\n${problems.join('\n')}`);
  return { files, variables: complete, main: join(target, 'nginx.conf') };
};

/** Resolves to `null` when there is no such file. */
const textAt = async (file: string): Promise<string | null> => {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
};

/**
 * Renders as `planTemplates` does and writes the files, 0644: all of them, or none when one cannot be
 * rendered.
 *
 * @returns the path of the main configuration
 */
export const renderTemplates = async (
  templatesDir: string,
  variables: TemplateVariables,
): Promise<string> => {
  const { files, main } = await planTemplates(templatesDir, variables);
  for (const { file, text } of files) {
    await mkdir(dirname(file), { recursive: true });
    await replaceFile(file, text, 0o644);
  }
  return main;
};

/** The application's own schema: no accepted secret could end NGINX's directive. */
const listenerSecret = settings.PORTARIA_TLS_LISTENER_SECRET.schema;

/**
 * Returns the content of the file `listener-<listener>.conf`.
 *
 * @param listener its name, for the error
 * @throws Error when the application would not accept the secret, which includes everything that
 * could end the directive
 */
export const listenerSecretLine = (listener: Listener | 'self-service', secret: string): string => {
  const { error } = listenerSecret.safeParse(secret);
  if (error)
    throw new Error(`The proxy secret of the ${listener} listener ${error.issues[0]?.message ?? ''}.`);
  return `proxy_set_header X-Portaria-Listener "${secret}";\n`;
};

/**
 * Writes the files with each listener's proxy secret, 0600: `listener-tls.conf` and so on; and that of
 * self-service, where it has one of its own.
 *
 * @param secrets one per listener, as the application reads them
 * @throws Error when the application would not accept one, which includes everything that could end
 * the directive
 */
export const writeListenerSecrets = async (
  folder: string,
  secrets: Readonly<Record<Listener, string>> & { readonly 'self-service'?: string },
): Promise<void> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const listener of [...listeners, 'self-service'] as const) {
    const secret = secrets[listener];
    if (secret === undefined) continue;
    const text = listenerSecretLine(listener, secret);
    const file = join(folder, `listener-${listener}.conf`);
    await replaceFile(file, text, 0o600);
  }
};
