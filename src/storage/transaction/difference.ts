/** A value as JSON represents it. */
type JsonValue =
  null | boolean | number | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

export interface Difference {
  readonly before: JsonValue;
  readonly after: JsonValue;
}

/**
 * Returns how two states differ; `null` when they do not. Of objects it contains only the members
 * that differ, at the deepest level; arrays and other values are whole. Values are compared as
 * JSON.
 */
export const difference = (before: unknown, after: unknown): Difference | null =>
  between(toJson(before), toJson(after));

const toJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value ?? null)) as JsonValue;

const between = (before: JsonValue, after: JsonValue): Difference | null => {
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

type JsonObject = Exclude<JsonValue, null | boolean | number | string | readonly JsonValue[]>;

const isObject = (value: JsonValue): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const memberOf = (value: JsonObject, name: string): JsonValue =>
  Object.hasOwn(value, name) ? (value[name] ?? null) : null;
