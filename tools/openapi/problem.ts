import { z } from 'zod';
import { type ErrorStatus, statuses } from './operation.js';

/** An error of the management APIs: RFC 9457, `src/http/problem-details/send-problem.ts`. */
const problem = z
  .object({
    type: z.string().meta({
      description: '`about:blank`, or the page of the code in the documentation (PORTARIA_DOCS_URL).',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable: what a program may compare.' }),
    requestId: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** An error that NGINX answers by itself: nginx/errors.conf.template. */
const nginxError = z
  .object({
    statusCode: z.int(),
    error: z.string(),
    message: z.union([z.string(), z.array(z.string())]),
    code: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'NginxError', description: 'An error of NGINX: the request did not reach the application.' });

const fromNginx: readonly ErrorStatus[] = [400, 413, 429, 500, 503];

/** What each status means, as docs/reference/admin-api.md says. */
const meanings: Readonly<Record<ErrorStatus, string>> = {
  400: 'The request cannot be read, or a value is not one. `errors` names each field.',
  401: 'No valid token of an operator came over the certificate that it is bound to.',
  403: 'The token has not the scope.',
  404: 'There is no such thing.',
  405: 'The path does not answer this method; see `Allow`.',
  409: 'The state of the thing does not allow it.',
  412: '`If-Match` names another version: someone else changed the account.',
  413: 'The body is larger than 16 kB.',
  415: '`Content-Type` is not application/json.',
  422: 'The values are well formed and refused, or the `Idempotency-Key` was used for another request.',
  429: 'Too many requests. Try again after the seconds in `Retry-After`.',
  500: 'A fault of the gateway. Quote the request id.',
  503: 'The gateway cannot answer now. Try again after the seconds in `Retry-After`.',
};

const onlyWith: Partial<Record<ErrorStatus, string>> = {
  401: 'WWW-Authenticate',
  403: 'WWW-Authenticate',
  405: 'Allow',
  429: 'Retry-After',
  503: 'Retry-After',
};

const toResponse = (status: ErrorStatus) => {
  const header = onlyWith[status];
  return {
    id: `Problem${String(status)}`,
    description: meanings[status],
    content: {
      'application/problem+json': { schema: problem },
      ...(fromNginx.includes(status) && { 'application/json': { schema: nginxError } }),
    },
    ...(header !== undefined && { headers: z.object({ [header]: z.string().optional() }) }),
  };
};

/** One object for each status: the document then has it once, by reference. */
const responses = new Map(statuses.map((status) => [status, toResponse(status)]));

/** Returns the error responses of a route, by status. */
export const errorResponses = (wanted: readonly ErrorStatus[]) =>
  Object.fromEntries(
    wanted.flatMap((status) => {
      const response = responses.get(status);
      return response ? [[String(status), response]] : [];
    }),
  );
