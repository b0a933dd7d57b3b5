/** What is told of a thing, as JSON has it. */
type Told = null | boolean | number | string | readonly Told[] | { readonly [name: string]: Told };

export interface Difference {
  readonly before: Told;
  readonly after: Told;
}

/**
 * How two states differ; `null` when they do not. Of objects only the members that differ, each time down to the smallest
 * one; lists and all else as a whole. Values are taken as JSON writes them.
 */
export const difference = (before: unknown, after: unknown): Difference | null =>
  between(asTold(before), asTold(after));

const asTold = (value: unknown): Told => JSON.parse(JSON.stringify(value ?? null)) as Told;

const between = (before: Told, after: Told): Difference | null => {
  if (JSON.stringify(before) === JSON.stringify(after)) return null;
  if (!isObject(before) || !isObject(after)) return { before, after };
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const parts = names.flatMap((name) => {
    const part = between(memberOf(before, name), memberOf(after, name));
    return part ? [[name, part] as const] : [];
  });
  // Only the order of the members differs.
  if (parts.length === 0) return null;
  return {
    before: Object.fromEntries(parts.map(([name, part]) => [name, part.before])),
    after: Object.fromEntries(parts.map(([name, part]) => [name, part.after])),
  };
};

type ToldObject = Exclude<Told, null | boolean | number | string | readonly Told[]>;

const isObject = (told: Told): told is ToldObject =>
  typeof told === 'object' && told !== null && !Array.isArray(told);

const memberOf = (told: ToldObject, name: string): Told =>
  Object.hasOwn(told, name) ? (told[name] ?? null) : null;
