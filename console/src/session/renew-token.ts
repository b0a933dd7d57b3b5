import type { components } from '../api/schema.js';
import { bodyOfPost, postJson } from './post-json.js';

/** A new token for one that is still valid, and what is left of the session. */
export type RenewedToken = components['schemas']['RenewedToken'];

/** Requests wait for a renewal. */
const waitMsMax = 10_000;

/**
 * Exchanges the operator's token for a new one, without the secret.
 *
 * @throws ApiError also for a connection that was lost
 */
export const renewToken = async (token: string): Promise<RenewedToken> => {
  const response = await postJson('/api/admin/session/renew', { token, waitMs: waitMsMax });
  return (await bodyOfPost(response)) as RenewedToken;
};
