import { z } from 'zod';
import { examplesOf, type GoldenResponse } from './golden-responses.js';
import { mainError, nginxMeanings, statusesOfNginx } from './nginx-error.js';
import { type ErrorStatus, statuses } from './operation.js';
import { challengeHeader, requestIdHeader, retryAfterHeader } from './response-headers.js';

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

/** What the statuses mean, as docs/reference/admin-api.md says. */
export type Meanings = Readonly<Record<ErrorStatus, string>>;

export const meanings: Meanings = {
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
