/** What is between two braces of a document, about which nothing is known yet. */
export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Not what every object of JavaScript has: a document may name a thing `constructor`. */
export const own = (mapping: Mapping, key: string): unknown =>
  Object.hasOwn(mapping, key) ? mapping[key] : undefined;

/** The mapping at a key; empty when there is none. */
export const ownMapping = (mapping: Mapping, key: string): Mapping => {
  const value = own(mapping, key);
  return isMapping(value) ? value : {};
};
