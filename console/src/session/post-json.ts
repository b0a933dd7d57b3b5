import { ApiError } from '../api/api-error.js';

interface Sent {
  readonly body?: unknown;
  readonly token?: string;
  /** The answer is awaited for this long, in milliseconds. */
  readonly waitMs: number;
  /** Goes on when the tab is closed. */
  readonly keepalive?: boolean;
}

/**
 * Sends a request about the operator's own token, which the client of the admin API cannot: it would add the token
 * that is being renewed or ended.
 *
 * @throws ApiError of status 0 for a connection that was lost, and for an answer that does not come
 */
export const postJson = (path: string, { body = {}, token, waitMs, keepalive = false }: Sent) =>
  fetch(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
    cache: 'no-store',
    credentials: 'omit',
    keepalive,
    signal: AbortSignal.timeout(waitMs),
  }).catch((): never => {
    throw new ApiError(0, 'connection_lost', 'connection_lost');
  });

/** @throws ApiError for every answer but a success */
export const bodyOfPost = async (response: Response): Promise<unknown> => {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response.status, body);
  return body;
};
