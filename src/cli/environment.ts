import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError, type Environment } from '../config/read-settings.js';

/** What the local stack writes, below the current directory. */
export const localFile = '.portaria/portaria.env';

export interface FoundEnvironment {
  readonly values: Environment;
  /** The env file that it comes from; `null`: only the environment itself. */
  readonly file: string | null;
}

/**
 * The environment, completed from an env file when it names no database. What the environment says itself counts more.
 * An environment that has the setting `enough` needs no completion, and one that lacks it may do without a file. Throws a `ConfigError` when there is nothing to go by.
 */
export const findEnvironment = (env: Environment, enough?: string): FoundEnvironment => {
  const named = [
    ...(enough === undefined ? [] : [enough]),
    'DATABASE_URL',
    'DATABASE_URL_FILE',
    'MIGRATION_DATABASE_URL',
    'MIGRATION_DATABASE_URL_FILE',
  ];
  if (named.some((name) => env[name])) return { values: env, file: null };
  const file = env['PORTARIA_ENV_FILE'] || (existsSync(localFile) ? localFile : null);
  if (file === null && enough !== undefined) return { values: env, file: null };
  if (file === null) {
    throw new ConfigError([
      `DATABASE_URL: is not set, and there is no ${localFile} here. Set it, or name an env file in PORTARIA_ENV_FILE, ` +
        'or run this where the local stack was started (npm start)',
    ]);
  }
  try {
    return { values: { ...parseEnv(readFileSync(file, 'utf8')), ...env }, file };
  } catch (error) {
    throw new ConfigError([`PORTARIA_ENV_FILE: ${error instanceof Error ? error.message : String(error)}`]);
  }
};
