import { ApiError } from '../api/api-error.js';
import type { components } from '../api/schema.js';

/** A new token for one that is still valid, and what is left of the session. */
export type RenewedToken = components['schemas']['RenewedToken'];

const waitMsMax = 10_000;

/**
 * Exchanges the operator's token for a new one, without the secret.
 *
 * @throws ApiError also for a connection that was lost
 */
export const renewToken = async (token: string): Promise<RenewedToken> => {
  const response = await fetch('/api/admin/session/renew', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` },
    body: '{}',
    cache: 'no-store',
    credentials: 'omit',
    // Requests wait for a renewal.
    signal: AbortSignal.timeout(waitMsMax),
  }).catch(() => {
    throw new ApiError(0, 'connection_lost', 'connection_lost');
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response.status, body);
  return body as RenewedToken;
};
