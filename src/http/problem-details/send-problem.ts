import { STATUS_CODES } from 'node:http';
import type { HttpReply, HttpRequest } from '../http-messages.js';
import type { Problem } from './problem.js';

/** Sends an error response in the form of RFC 9457. */
export const sendProblem = (
  { status, headers, code, detail, errors }: Problem,
  request: HttpRequest,
  reply: HttpReply,
): void => {
  void reply
    .status(status)
    .headers({ ...headers, 'Content-Type': 'application/problem+json; charset=utf-8' })
    .send(
      // Serialised here, because Fastify's serialiser handles application/json only.
      JSON.stringify({
        type: 'about:blank',
        title: titleOf(status),
        ...{ status, detail, code, requestId: request.id },
        ...(errors && { errors }),
      }),
    );
};

/**
 * `about:blank` means that the problem has no further meaning than its status, and has the status's
 * name as its title (RFC 9457 section 4.2.1). Node still has the name of 422 from before RFC 9110.
 */
const titleOf = (status: number): string | undefined =>
  status === 422 ? 'Unprocessable Content' : STATUS_CODES[status];
