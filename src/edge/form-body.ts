import type { FastifyInstance } from 'fastify';
import { Refusal } from '../core/refusal.js';

/**
 * Form-encoded bodies, on the paths that are for them alone: everywhere else they stay what they were, no JSON. They are
 * handed on as `URLSearchParams`, which loses no parameter that was sent twice.
 */
export const acceptForms = (server: FastifyInstance, takesForms: (path: string) => boolean): void => {
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, text, done) => {
      const [path = ''] = request.url.split('?');
      if (takesForms(path)) done(null, new URLSearchParams(text));
      else
        done(
          new Refusal('unsupported_media_type', 'a form', {
            problems: ['Content-Type must be application/json'],
          }),
        );
    },
  );
};
