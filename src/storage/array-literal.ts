/** Letters, digits and what is in numbers, UUIDs, times and addresses: all that needs no quotes. */
const plain = /^[A-Za-z0-9_.:+-]+$/;
const special = /["\\]/g;

/**
 * Writes an array as PostgreSQL reads it. Every value that is not plain is quoted, so that no value,
 * whatever is in it, becomes two.
 */
export const arrayLiteral = (values: readonly (string | null)[]): string =>
  `{${values.map(elementOf).join(',')}}`;

const elementOf = (value: string | null): string => {
  if (value === null) return 'NULL';
  // A value that reads NULL is a text, and no missing value.
  if (plain.test(value) && value.length !== 4) return value;
  return `"${value.replace(special, '\\$&')}"`;
};
