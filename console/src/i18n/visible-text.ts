/** Marks that turn the direction of text, and take no room themselves (Unicode Standard Annex 9). */
const directionMarks = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Returns a text of the database with its direction marks written out, such as `[U+202E]`. They would reverse the letters
 * after them: a name could read as that of another account. The admin API takes none, but a program that writes to the
 * database could.
 */
export const visibleText = (text: string): string =>
  text.replace(
    directionMarks,
    (mark) => `[U+${mark.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
