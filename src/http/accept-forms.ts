import type { FastifyInstance } from 'fastify';
import { Refusal } from '../core/refusals/refusal.js';
import type { HttpRequest } from './http-messages.js';
import { isMultipart } from './json-mistake.js';

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
      const coded = refusalOfCoding(request);
      if (coded) done(coded);
      else if (paths.textPaths.includes(path)) done(null, text);
      // An unknown path is answered as unknown, without advice about the body.
      else if (request.is404) done(null, undefined);
      else if (!paths.takesForms(path)) done(new Refusal('unsupported_media_type', 'a form'));
      else readForm(text, done);
    },
  );
};

const readForm = (text: string, done: (error: Error | null, form?: URLSearchParams) => void): void => {
  const mistake = mistakenForms.find(({ shows }) => shows(text.trimStart()));
  if (mistake) done(new Refusal('malformed_request', mistake.problem, { problems: [mistake.problem] }));
  else done(null, new URLSearchParams(text));
};

/** Bodies that a program typed as a form and that are none: read as one, no field would be found. */
const mistakenForms = [
  {
    shows: isMultipart,
    problem:
      'the body is multipart/form-data, though Content-Type says application/x-www-form-urlencoded. Send it form-encoded ' +
      '(curl: -d and not -F; PHP: http_build_query)',
  },
  {
    shows: (text: string): boolean => text.startsWith('{'),
    problem:
      'the body is JSON, though Content-Type says application/x-www-form-urlencoded. Send Content-Type application/json',
  },
];

/** A body with a content coding, such as gzip (RFC 9110 section 15.5.16). */
export class CodedBody extends Refusal {
  constructor(coding: string) {
    const name = ['gzip', 'x-gzip', 'deflate', 'br', 'zstd'].find((known) => known === coding) ?? 'as sent';
    super('unsupported_media_type', 'a content coding', {
      problems: [`Content-Encoding ${name} is not supported. Send the body uncompressed`],
    });
  }
}

/**
 * Returns the refusal of a body with a content coding; `null` when it has none. Otherwise such a
 * body would be read as if its fields were missing.
 */
export const refusalOfCoding = ({ headers }: HttpRequest): Refusal | null => {
  const coding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  return coding === '' || coding === 'identity' ? null : new CodedBody(coding);
};
