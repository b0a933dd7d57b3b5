import { readFileSync } from 'node:fs';
import type { Environment } from '../config/read-settings.js';
import { type Setting, settings } from '../config/settings.js';

/** Shorter texts occur in sentences by chance. */
const charactersMin = 8;

/**
 * Returns a function that replaces every secret of the settings in a text. No check puts one into its sentence; but a
 * sentence may have the words of PostgreSQL, NGINX or a server that answers with what it was sent.
 */
export const withoutSecrets = (values: Environment): ((text: string) => string) => {
  const secrets = Object.entries<Setting>(settings)
    .filter(([, { secret }]) => secret)
    .flatMap(([name]) => [values[name] ?? '', contentOf(values[`${name}_FILE`])])
    .flatMap((text) => [text, ...text.split(/[\s,]+/), passwordIn(text)])
    .filter((text) => text.length >= charactersMin);
  const longestFirst = [...new Set(secrets)].sort((one, other) => other.length - one.length);
  return (text) => longestFirst.reduce((safe, secret) => safe.replaceAll(secret, '[secret]'), text);
};

const contentOf = (file: string | undefined): string => {
  try {
    return file ? readFileSync(file, 'utf8').trim() : '';
  } catch {
    return '';
  }
};

const passwordIn = (text: string): string => {
  const password = URL.parse(text)?.password ?? '';
  try {
    return decodeURIComponent(password);
  } catch {
    // A % of the password that was not encoded. A check says so; here it must not keep the others from being told.
    return password;
  }
};
