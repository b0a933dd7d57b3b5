import { composeNames, demoNames, localSettings } from './local-settings.js';
import { nearWords } from './near-words.js';
import { nginxSettings } from './nginx-settings.js';
import { type Setting, settings } from './settings.js';

const prefix = 'PORTARIA_';
/** More mistakes than one in three characters, or than this, and it is another word. */
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

/** A mistyped name would silently mean the default: in a gate for money that is an error. Names that one that is near. */
export const complaintsAboutNames = (env: Readonly<Record<string, string | undefined>>): string[] =>
  Object.keys(env)
    .filter((name) => name.startsWith(prefix) && !known.has(name))
    .map((name) => {
      const meant = nearestTo(name);
      return `${name}: there is no such setting${meant === null ? '' : `; did you mean ${meant}?`}`;
    });

const nearestTo = (name: string): string | null =>
  nearWords(name, known, Math.min(mistakesMax, (name.length - prefix.length) / 3))[0] ?? null;
