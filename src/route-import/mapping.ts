/** A mapping of a document, about whose values nothing is known yet. */
export type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads an own property only, not one that every JavaScript object inherits: a document may have a
 * key named `constructor`.
 */
export const own = (mapping: Mapping, key: string): unknown =>
  Object.hasOwn(mapping, key) ? mapping[key] : undefined;

/** Reads the mapping at a key; an empty one when there is none. */
export const ownMapping = (mapping: Mapping, key: string): Mapping => {
  const value = own(mapping, key);
  return isMapping(value) ? value : {};
};
