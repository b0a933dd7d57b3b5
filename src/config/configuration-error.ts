import type { z } from 'zod';

/**
 * Shorter than the shortest custom secret. A longer text could be a secret that was put in the
 * wrong setting, and error messages are written into logs.
 */
const shownCharactersMax = 7;

/**
 * Describes what is wrong with the text of a setting. It quotes the text only when that cannot be a
 * secret.
 */
export const describeConfigurationError = (error: z.ZodError, text: string, secret: boolean): string => {
  const words = error.issues.map((issue) => issue.message).join('; ');
  const mayBeShown = !secret && text.length <= shownCharactersMax && /^[\x20-\x7e]*$/.test(text);
  return mayBeShown ? `${words}, not "${text}"` : words;
};
