import { ManagementError } from '../core/shared/management-error.js';

/**
 * The most characters that a message repeats of a document: one key may be as long as the document.
 */
const shownCharactersMax = 120;

/**
 * Returns the error for an input of an import that cannot be used: what is wrong, and what to do.
 */
export const invalidInput = (field: string, problem: string): ManagementError =>
  new ManagementError('invalid', `${field}: ${problem}`, field);

/** Returns the same error for the OpenAPI document. */
export const invalidDocument = (problem: string): ManagementError => invalidInput('document', problem);

/** Shortens a text of the document for a message. */
export const shown = (text: string): string =>
  text.length > shownCharactersMax ? `${text.slice(0, shownCharactersMax)}...` : text;

/** Lists the first few of many for a message. */
export const listed = (all: readonly string[], most = 5): string =>
  all.length > most
    ? `${all.slice(0, most).map(shown).join(', ')} and ${all.length - most} more`
    : all.map(shown).join(', ');
