import { isJsonObject } from '../shared/json-object.js';

/** Reads the images of audit events: JSON, by target. */

/**
 * Returns `null` for a text that is no JSON. A thief of the application's database login can append
 * such an event; it must not keep the trail from being verified.
 */
export const imageOf = (text: string | null): unknown => {
  try {
    const image: unknown = JSON.parse(text ?? 'null');
    return image;
  } catch {
    return null;
  }
};

/** Never an inherited member: a client id may be `__proto__`. */
export const memberOf = (value: unknown, name: string): unknown =>
  isJsonObject(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;

export const membersOf = (value: unknown): [string, unknown][] =>
  isJsonObject(value) ? Object.entries(value) : [];

export const namesOf = (...objects: readonly unknown[]): Set<string> =>
  new Set(objects.flatMap((one) => (isJsonObject(one) ? Object.keys(one) : [])));

/** An image has only what differs, so members that it does not have stay as they were. */
export const merge = (state: unknown, before: unknown, after: unknown): unknown => {
  if (!isJsonObject(before) || !isJsonObject(after)) return after;
  const merged = new Map(isJsonObject(state) ? Object.entries(state) : []);
  for (const name of namesOf(before, after)) {
    const value = merge(merged.get(name) ?? null, memberOf(before, name), memberOf(after, name));
    if (value === null) merged.delete(name);
    else merged.set(name, value);
  }
  return Object.fromEntries(merged);
};
