import { composeNames, demoNames, localSettings } from './local-settings.js';
import { nginxSettings } from './nginx-settings.js';
import { type Setting, settings } from './settings.js';
import { suggestionsFor } from './suggestions.js';

const prefix = 'PORTARIA_';
/**
 * The most typing mistakes for a suggestion. With more than this, or more than one in three
 * characters, it is a different word.
 */
const mistakesMax = 3;

const ofApplication = new Set(
  Object.entries<Setting>(settings).flatMap(([name, { secret }]) =>
    secret ? [name, `${name}_FILE`] : [name],
  ),
);
const known = new Set([
  ...ofApplication,
  ...Object.keys(nginxSettings),
  ...Object.keys(localSettings),
  ...demoNames,
  ...composeNames,
]);

/**
 * Reports unknown settings, with the nearest known name as a suggestion. A mistyped name would
 * silently leave the default in place, which a payment gateway treats as an error.
 */
export const problemsWithNames = (env: Readonly<Record<string, string | undefined>>): string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .map((name) => {
      const meant = nearestTo(name);
      return `${name}: is not a known setting${meant === null ? '' : `. Did you mean ${meant}?`}`;
    });

const nearestTo = (name: string): string | null =>
  suggestionsFor(name, known, Math.min(mistakesMax, (name.length - prefix.length) / 3))[0] ?? null;
