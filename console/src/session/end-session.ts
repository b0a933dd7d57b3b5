import { bodyOfPost, postJson } from './post-json.js';

/** Longer than the gateway takes for a change (13.5 s). */
const waitMsMax = 15_000;

/**
 * Revokes the operator's token and every other token of its session. A token that is not valid any
 * more counts as revoked.
 *
 * @throws ApiError also for a connection that was lost
 */
export const endSession = async (token: string): Promise<void> => {
  const response = await postJson('/api/admin/session/end', { token, waitMs: waitMsMax, keepalive: true });
  if (response.status !== 401) await bodyOfPost(response);
};
