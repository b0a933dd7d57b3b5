/** The headers by which a client chooses the language of an explanation. */
import { z } from 'zod';
import { languages } from '../../src/core/shared/language.js';

export const acceptLanguage = {
  'Accept-Language': z
    .string()
    .optional()
    .meta({
      param: { id: 'AcceptLanguage' },
      description:
        'Portuguese gets `happened`, `wouldPass` and `next` in `pt-BR`; any other language, in `en`.',
      examples: ['pt-BR'],
    }),
};

export const contentLanguage = {
  'Content-Language': z.enum(languages).meta({ description: 'The language of the explanation.' }),
  Vary: z.literal('Accept-Language').meta({ description: 'RFC 9110 section 12.5.5.' }),
};
