/** The members of a JSON object, whose values are not checked yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const everyString = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Returns the object in a JSON text; `null` for everything else, also for an object with a
 * duplicate name: one parser would read the first of the two and another the last (RFC 7519 section
 * 4).
 */
export const strictJson = (bytes: Uint8Array): JsonObject | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && namesWrittenIn(text) === membersOf(value) ? value : null;
  } catch {
    return null;
  }
};

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Counts the names in a JSON text. In valid JSON a string with a colon after it is a name. Strings
 * are skipped whole, so that nothing inside one counts.
 */
const namesWrittenIn = (text: string): number =>
  [...text.matchAll(everyString)].filter(([, colon]) => colon !== undefined).length;

/** Counts the members without recursion: the input may be nested as deeply as it is long. */
const membersOf = (root: JsonObject): number => {
  const pending: unknown[] = [root];
  let members = 0;
  for (let value = pending.pop(); value !== undefined; value = pending.pop()) {
    if (typeof value !== 'object' || value === null) continue;
    const below: unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += below.length;
    for (const each of below) pending.push(each);
  }
  return members;
};
