import type { Preview } from './change.js';

/** One field that a change would make different. */
export interface Difference {
  readonly target: string;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Returns the fields with plain values that a change would make different. */
export const differencesIn = ({ before, after }: Preview): readonly Difference[] => {
  const [old, next] = [recordOf(before), recordOf(after)];
  const targets = [...new Set([...Object.keys(old), ...Object.keys(next)])];
  return targets.flatMap((target) => {
    const [was, is] = [recordOf(old[target]), recordOf(next[target])];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .map((field) => ({ target, field, before: was[field], after: is[field] }))
      .filter((found) => isPlain(found.before) && isPlain(found.after));
  });
};

const recordOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain));
