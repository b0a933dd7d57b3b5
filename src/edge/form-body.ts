import type { FastifyInstance } from 'fastify';
import { Refusal } from '../core/refusal.js';

/** Where something else than JSON may come. */
export interface FormPaths {
  readonly formPaths: readonly string[];
  /** There, a form or JSON is handed on as the text that it is. */
  readonly textPaths: readonly string[];
}

/**
 * Form-encoded bodies, on the paths that are for them alone: everywhere else they stay what they were, no JSON. They are
 * handed on as `URLSearchParams`, which loses no parameter that was sent twice.
 */
export const acceptForms = (server: FastifyInstance, { formPaths, textPaths }: FormPaths): void => {
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, text, done) => {
      const [path = ''] = request.url.split('?');
      if (textPaths.includes(path)) done(null, text);
      // Where there is nothing at all, that is the answer, and no advice about the body.
      else if (request.is404) done(null, undefined);
      else if (formPaths.includes(path)) done(null, new URLSearchParams(text));
      else
        done(
          new Refusal('unsupported_media_type', 'a form', {
            problems: ['Content-Type must be application/json'],
          }),
        );
    },
  );
};
