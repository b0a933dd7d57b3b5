import { ApiError } from '../api/api-error.js';

/** Longer than the gateway takes for a change (13.5 s). */
const waitMsMax = 15_000;

/**
 * Revokes the operator's token and every other token of its session. A token that is not valid any
 * more counts as revoked.
 *
 * @throws ApiError also for a connection that was lost
 */
export const endSession = async (token: string): Promise<void> => {
  const response = await fetch('/api/admin/session/end', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: '{}',
    cache: 'no-store',
    credentials: 'omit',
    // Goes on when the tab is closed.
    keepalive: true,
    signal: AbortSignal.timeout(waitMsMax),
  }).catch(() => {
    throw new ApiError(0, 'connection_lost', 'connection_lost');
  });
  if (response.ok || response.status === 401) return;
  throw ApiError.from(response.status, await response.json().catch(() => null));
};
