import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { errorMessageOf } from '../core/shared/error-message.js';
import { ConfigError, type Environment } from './read-settings.js';
import { type Setting, settings } from './settings.js';

/** URLs of one database: some from the environment and some from a file would lead to two databases. */
const databaseUrls = ['DATABASE_URL', 'MANAGE_DATABASE_URL', 'MIGRATION_DATABASE_URL'];

/** The names of all database URLs, also as files. */
export const databaseUrlNames: readonly string[] = databaseUrls.flatMap((name) => [name, `${name}_FILE`]);

/**
 * Returns the environment, completed from the env file that PORTARIA_ENV_FILE names. Every program reads
 * it in this way. The environment takes precedence: a value there replaces that of the file, for a
 * secret also in its other form (`NAME` or `NAME_FILE`), and one database URL there replaces all
 * database URLs of the file. Throws a `ConfigError` when the file cannot be read.
 */
export const withEnvFile = (env: Environment): Environment => {
  const { PORTARIA_ENV_FILE: file } = env;
  return file ? completedFrom(file, env) : env;
};

/** The same for a file that is known by another way. */
export const completedFrom = (file: string, env: Environment): Environment => {
  // An empty value counts as not set.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value));
  const replaced = new Set(Object.keys(given).flatMap(namesReplacedBy));
  const kept = Object.entries(parsed(file)).filter(([name]) => !replaced.has(name));
  return { ...Object.fromEntries(kept), ...given };
};

const namesReplacedBy = (name: string): readonly string[] => {
  if (databaseUrlNames.includes(name)) return databaseUrlNames;
  const secret = name.replace(/_FILE$/, '');
  return isSecret(secret) ? [secret, `${secret}_FILE`] : [name];
};

const isSecret = (name: string): boolean =>
  Object.entries<Setting>(settings).some(([known, setting]) => known === name && setting.secret === true);

const parsed = (file: string): NodeJS.Dict<string> => {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ConfigError([`PORTARIA_ENV_FILE: ${errorMessageOf(error)}`]);
  }
};
