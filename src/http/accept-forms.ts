import type { FastifyInstance } from 'fastify';
import { Refusal } from '../core/refusals/refusal.js';

/** The paths that accept something other than JSON. */
export interface FormPaths {
  takesForms(path: string): boolean;
  /** Paths on which a form or JSON body is handed on as raw text. */
  readonly textPaths: readonly string[];
}

/**
 * Parses form-encoded bodies, only on the paths that accept them; everywhere else a form is refused
 * as a body that is not JSON. A form is handed on as `URLSearchParams`, which keeps a parameter
 * that was sent twice.
 */
export const acceptForms = (server: FastifyInstance, paths: FormPaths): void => {
  server.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (request, text, done) => {
      const [path = ''] = request.url.split('?');
      if (paths.textPaths.includes(path)) done(null, text);
      // An unknown path is answered as unknown, without advice about the body.
      else if (request.is404) done(null, undefined);
      else if (paths.takesForms(path)) done(null, new URLSearchParams(text));
      else
        done(
          new Refusal('unsupported_media_type', 'a form', {
            problems: ['Content-Type must be application/json'],
          }),
        );
    },
  );
};
