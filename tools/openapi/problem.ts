import { z } from 'zod';
import { examplesOf, type GoldenResponse } from './golden-responses.js';
import { mainError, nginxMeanings, statusesOfNginx } from './nginx-error.js';
import { type ErrorStatus, statuses } from './operation.js';
import { challengeHeader, requestIdHeader, retryAfterHeader } from './response-headers.js';

/** An error of the management APIs: RFC 9457, `src/http/problem-details/send-problem.ts`. */
const problem = z
  .object({
    type: z.string().meta({
      description: '`about:blank`, or the address of the page about this code (PORTARIA_DOCS_URL).',
    }),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'A stable code that your program may compare.' }),
    requestId: z.string(),
    errors: z.array(z.object({ field: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** What the statuses mean, as docs/reference/admin-api.md says. */
export type Meanings = Readonly<Record<ErrorStatus, string>>;

export const meanings: Meanings = {
  400: 'The request is malformed, or a value is not valid. `errors` names each field.',
  401: 'The request has no valid operator token, or came without the certificate that the token is bound to.',
  403: 'The token lacks the required scope.',
  404: 'The resource does not exist.',
  405: 'The path does not support this method. `Allow` names the methods.',
  409: 'The change conflicts with existing data.',
  412: 'The account has changed since the version in `If-Match`.',
  413: 'The body is larger than 16 kB.',
  415: '`Content-Type` is not application/json.',
  422: 'The values are well formed but refused, or the `Idempotency-Key` was used for another request.',
  429: 'Too many requests. Try again after the number of seconds in `Retry-After`.',
  500: 'An error in the gateway. Quote the request id to its operator.',
  503: 'The gateway cannot answer now. Try again after the number of seconds in `Retry-After`.',
  ...nginxMeanings,
};

const onlyWith: Partial<Record<ErrorStatus, z.ZodRawShape>> = {
  400: challengeHeader,
  401: challengeHeader,
  403: challengeHeader,
  405: { Allow: z.string().optional() },
  429: retryAfterHeader,
  503: retryAfterHeader,
};

/** What the error responses of an API have beside their status. */
export interface ProblemParts {
  readonly meanings: Meanings;
  /** Headers of every response. */
  readonly headers: z.ZodRawShape;
  readonly golden: readonly GoldenResponse[];
}

const toResponse = (status: ErrorStatus, { meanings: words, headers, golden }: ProblemParts) => {
  const onlyNginx = status === 414 || status === 431;
  const examples = examplesOf(golden, String(status), 'application/problem+json');
  return {
    id: `Problem${String(status)}`,
    description: words[status],
    headers: z.object({ ...requestIdHeader, ...headers, ...onlyWith[status] }),
    content: {
      ...(!onlyNginx && { 'application/problem+json': { schema: problem, ...examples } }),
      ...(statusesOfNginx.includes(status) && { 'application/json': { schema: mainError } }),
    },
  };
};

/** Returns what gives the error responses of a route: one object per status, so that the document has it once. */
export const problemResponses = (parts: ProblemParts) => {
  const responses = new Map(statuses.map((status) => [status, toResponse(status, parts)]));
  return (wanted: readonly ErrorStatus[]) =>
    Object.fromEntries(
      wanted.flatMap((status) => {
        const response = responses.get(status);
        return response ? [[String(status), response]] : [];
      }),
    );
};
