import { existsSync } from 'node:fs';
import { completedFrom, databaseUrlNames, withEnvFile } from '../config/env-file.js';
import { ConfigError, type Environment } from '../config/read-settings.js';

/** The env file that the local stack writes, below the current directory. */
export const localFile = '.portaria/portaria.env';

export interface FoundEnvironment {
  readonly values: Environment;
  /** The env file that was read; `null`: only the environment itself. */
  readonly file: string | null;
}

/**
 * Returns the environment, completed from the env file that PORTARIA_ENV_FILE names. Without one, an
 * environment that names no database is completed from the file of the local stack. An environment
 * that has the setting `enough` needs no completion, and one that lacks it does not require a file.
 * Throws a `ConfigError` when there are no settings at all.
 */
export const findEnvironment = (env: Environment, enough?: string): FoundEnvironment => {
  const named = env['PORTARIA_ENV_FILE'];
  const sufficient = enough === undefined ? databaseUrlNames : [enough, ...databaseUrlNames];
  if (named) {
    // As the Debian package installs it: every setting is a comment.
    const setsNothing = Object.keys(completedFrom(named, {})).length === 0;
    if (setsNothing && !sufficient.some((name) => env[name]))
      throw new ConfigError([`${named}: sets nothing yet. Run: portaria setup`]);
    return { values: withEnvFile(env), file: named };
  }
  if (sufficient.some((name) => env[name])) return { values: env, file: null };
  if (existsSync(localFile)) return { values: completedFrom(localFile, env), file: localFile };
  if (enough !== undefined) return { values: env, file: null };
  throw new ConfigError([
    `DATABASE_URL: is not set, and there is no ${localFile} here. Set it, name an env file in PORTARIA_ENV_FILE, ` +
      'or run the command in the folder of the local stack (npm start)',
  ]);
};
