import { STATUS_CODES } from 'node:http';
import type { DocumentationLinks } from '../../core/shared/documentation-links.js';
import type { HttpReply, HttpRequest } from '../http-messages.js';
import type { Problem } from './problem.js';

/** What a problem is sent to, and the documentation that it may link to. */
export interface ProblemTarget {
  readonly request: HttpRequest;
  readonly reply: HttpReply;
  readonly links: DocumentationLinks;
}

/** Sends an error response in the form of RFC 9457. */
export const sendProblem = (
  { status, headers, code, detail, errors }: Problem,
  { request, reply, links }: ProblemTarget,
): void => {
  void reply
    .status(status)
    .headers({ ...headers, 'Content-Type': 'application/problem+json; charset=utf-8' })
    .send(
      // Serialised here, because Fastify's serialiser handles application/json only.
      JSON.stringify({
        type: links.ofError(code) ?? 'about:blank',
        title: titleOf(status),
        ...{ status, detail, code, requestId: request.id },
        ...(errors && { errors }),
      }),
    );
};

/**
 * `about:blank` means that the problem has no further meaning than its status, and has the status's
 * name as its title (RFC 9457 section 4.2.1). A page of the documentation has the same title. Node
 * still has the name of 422 from before RFC 9110.
 */
const titleOf = (status: number): string | undefined =>
  status === 422 ? 'Unprocessable Content' : STATUS_CODES[status];
