import { z } from 'zod';

const grammar = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z)?$/;

/** A day, which begins at midnight UTC, or a complete instant. */
export const instant = z
  .string()
  .refine(isInstant, { error: 'must be written like 2027-01-31 or 2027-01-31T12:00:00Z' })
  .transform((text) => new Date(text));

function isInstant(text: string): boolean {
  const date = new Date(text);
  // Node reads 31 February as 3 March.
  return (
    grammar.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text.slice(0, 10))
  );
}
