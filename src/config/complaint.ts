import type { z } from 'zod';

/**
 * Shorter than the shortest secret that somebody may choose. A longer text could be a secret that was put in the wrong
 * place, and a complaint is written into logs.
 */
const shownCharactersMax = 7;

/** What is wrong with the text of a setting, in words; the text itself only when it cannot be a secret. */
export const complaintAbout = (error: z.ZodError, text: string, secret: boolean): string => {
  const words = error.issues.map((issue) => issue.message).join('; ');
  const mayBeShown = !secret && text.length <= shownCharactersMax && /^[\x20-\x7e]*$/.test(text);
  return mayBeShown ? `${words}, not "${text}"` : words;
};
