/**
 * Quotes a word of a command that people copy and paste. Names come from people: a quote or a `$` in one must not
 * run anything.
 */
export const quoteForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
