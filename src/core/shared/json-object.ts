export type JsonObject = Readonly<Record<string, unknown>>;

/** Returns whether a parsed JSON value is an object: neither a list nor `null`. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns what a JSON text says; `null` for a text that is no JSON. */
export const jsonOrNull = (text: string): unknown => {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
};
