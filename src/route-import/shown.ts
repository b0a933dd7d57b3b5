/**
 * The most characters that a message repeats of a document: one key may be as long as the document.
 */
const shownCharactersMax = 120;

/** Shortens a text of the document for a message. */
export const shown = (text: string): string =>
  text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}...` : text;

/** Lists the first few of many for a message. */
export const listed = (all: readonly string[], most = 5): string =>
  all.length > most
    ? `${all.slice(0, most).map(shown).join(', ')} and ${all.length - most} more`
    : all.map(shown).join(', ');
