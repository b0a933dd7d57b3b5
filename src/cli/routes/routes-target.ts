import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { ManagementError } from '../../core/shared/management-error.js';
import type { RouteTable } from '../../route-import/route-table.js';
import type { CliContext, CliPlatform } from '../cli-context.js';
import { localFile } from '../environment.js';
import { RoutesFolder } from './routes-folder.js';

/** Where routes are kept, and the NGINX that reads them. */
export interface RoutesTarget {
  readonly folder: RoutesFolder;
  /** The rendered main configuration; `null`: it is unknown on this machine. */
  readonly configFile: string | null;
}

export interface TargetOptions {
  readonly out?: string;
  readonly nginxConf?: string;
}

const setting = 'PORTARIA_ROUTES_DIR';

/**
 * Returns `--out` and `--nginx-conf`, or the values of the settings. Throws `ConfigError` and
 * `ManagementError('invalid')`.
 */
export const routesTarget = (context: CliContext, { out, nginxConf }: TargetOptions): RoutesTarget => {
  const given = nginxConf === undefined ? null : resolve(nginxConf);
  if (out !== undefined) return { folder: new RoutesFolder(resolve(out)), configFile: given };
  const values = context.platform.settings(setting);
  const folder = values[setting];
  if (!folder) {
    throw new ManagementError('invalid', `--out: name the folder of the rules, or set ${setting}`, '--out');
  }
  return { folder: new RoutesFolder(resolve(folder)), configFile: given ?? configFileBy(context, values) };
};

/** The file in the templates' folder, or in the local stack, which is beside its env file. */
const configFileBy = (context: CliContext, values: ReturnType<CliPlatform['settings']>): string | null => {
  const templates = values['PORTARIA_NGINX_DIR'];
  const stack = join(dirname(localFile), 'nginx', 'conf');
  const folder = templates || (context.platform.settingsFrom() === localFile ? stack : null);
  const file = folder === null ? null : resolve(folder, 'nginx.conf');
  return file !== null && existsSync(file) ? file : null;
};

/** Returns the table of an API. Throws `ManagementError('not_found')`. */
export const tableNamed = (name: string, tables: readonly RouteTable[]): RouteTable => {
  const table = tables.find(({ api }) => api === name);
  if (table) return table;
  const known = tables.length > 0 ? `. Known APIs: ${tables.map(({ api }) => api).join(', ')}` : '';
  throw new ManagementError('not_found', `name: there is no API with this name${known}`, 'name');
};
