import { composeNames, demoNames, localSettings } from './local-settings.js';
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

const nearestTo = (name: string): string | null => {
  const [nearest] = [...known]
    .map((other) => ({ other, mistakes: mistakesBetween(name, other) }))
    .sort((a, b) => a.mistakes - b.mistakes);
  return nearest && nearest.mistakes <= Math.min(mistakesMax, (name.length - prefix.length) / 3)
    ? nearest.other
    : null;
};

/** Levenshtein's distance: characters that are missing, too many, or others. */
const mistakesBetween = (left: string, right: string): number => {
  let above = Array.from({ length: right.length + 1 }, (_, place) => place);
  for (const [row, character] of Array.from(left).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(right).entries()) {
      const replaced = (above[column] ?? 0) + (character === other ? 0 : 1);
      current.push(Math.min(replaced, (above[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    above = current;
  }
  return above[right.length] ?? 0;
};
