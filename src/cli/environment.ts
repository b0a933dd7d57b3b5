import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError, type Environment } from '../config/read-settings.js';

/** The env file that the local stack writes, below the current directory. */
export const localFile = '.portaria/portaria.env';

export interface FoundEnvironment {
  readonly values: Environment;
  /** The env file that was read; `null`: only the environment itself. */
  readonly file: string | null;
}

/**
 * Returns the environment, completed from an env file when it names no database. The environment
 * takes precedence. An environment that has the setting `enough` needs no completion, and one that
 * lacks it does not require a file. Throws a `ConfigError` when there are no settings at all.
 */
export const findEnvironment = (env: Environment, enough?: string): FoundEnvironment => {
  const named = [
    ...(enough === undefined ? [] : [enough]),
    'DATABASE_URL',
    'DATABASE_URL_FILE',
    'MANAGE_DATABASE_URL',
    'MANAGE_DATABASE_URL_FILE',
    'MIGRATION_DATABASE_URL',
    'MIGRATION_DATABASE_URL_FILE',
  ];
  if (named.some((name) => env[name])) return { values: env, file: null };
  const file = env['PORTARIA_ENV_FILE'] || (existsSync(localFile) ? localFile : null);
  if (file === null && enough !== undefined) return { values: env, file: null };
  if (file === null) {
    throw new ConfigError([
      `DATABASE_URL: is not set, and there is no ${localFile} here. Set it, name an env file in PORTARIA_ENV_FILE, ` +
        'or run the command in the folder of the local stack (npm start)',
    ]);
  }
  try {
    return { values: { ...parseEnv(readFileSync(file, 'utf8')), ...env }, file };
  } catch (error) {
    throw new ConfigError([`PORTARIA_ENV_FILE: ${error instanceof Error ? error.message : String(error)}`]);
  }
};
