/** Returns the id of the one row that was inserted. */
export const insertedId = (identifiers: readonly object[]): string => (identifiers[0] as { id: string }).id;
