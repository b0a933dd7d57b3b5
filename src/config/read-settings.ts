import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { describeConfigurationError } from './configuration-error.js';
import { problemsWithNames } from './known-names.js';
import { type Setting, type SettingName, settings } from './settings.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Thrown when the configuration cannot be used. Its message lists every problem at once, one per
 * line, each with the setting and the fix.
 */
export class ConfigError extends Error {
  constructor(problems: readonly string[]) {
    super(`The configuration is invalid:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigError';
  }
}

export type Read<Name extends SettingName> = {
  readonly [N in Name]: z.output<(typeof settings)[N]['schema']>;
};

export type Values = Partial<Record<SettingName, unknown>>;

/**
 * Reads and checks these settings. Throws a `ConfigError` with every problem at once; `more` finds
 * those that a single setting cannot show.
 */
export const readSettings = <Name extends SettingName>(
  env: Environment,
  names: readonly Name[],
  more: (values: Values) => string[] = () => [],
): Read<Name> => {
  const problems = problemsWithNames(env);
  const values: Values = {};
  for (const name of names) values[name] = readSetting(env, name, problems);
  problems.push(...more(values));
  if (problems.length > 0) throw new ConfigError(problems);
  return values as Read<Name>;
};

/** Returns the value of one setting; `undefined` when it is optional and not set, or has a problem. */
export const readSetting = <Name extends SettingName>(
  env: Environment,
  name: Name,
  problems: string[],
): Read<Name>[Name] | undefined => {
  const text = textOf(env, name, problems);
  if (text === unreadable) return undefined;
  const { schema, secret }: Setting = settings[name];
  const parsed = schema.safeParse(text);
  if (parsed.success) return parsed.data as Read<Name>[Name];
  problems.push(
    text === undefined
      ? `${name}: is not set`
      : `${name}: ${describeConfigurationError(parsed.error, text, secret === true)}`,
  );
  return undefined;
};

const unreadable = Symbol('unreadable');

/**
 * Returns the text of a setting, from the environment or from the file that `NAME_FILE` names. An
 * empty text counts as not set.
 */
const textOf = (
  env: Environment,
  name: SettingName,
  problems: string[],
): string | undefined | typeof unreadable => {
  const setting: Setting = settings[name];
  const path = setting.secret ? env[`${name}_FILE`] : undefined;
  if (!path) return env[name] === '' ? undefined : env[name];
  if (env[name]) {
    problems.push(`${name}: is also set as ${name}_FILE. Remove one of them`);
    return unreadable;
  }
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    // The path is left out: a secret that was put here by mistake would be printed.
    problems.push(
      `${name}_FILE: the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
    );
    return unreadable;
  }
};
