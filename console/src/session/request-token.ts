import { bodyOfPost, postJson } from './post-json.js';

/** Longer than the gateway takes for a token (12 s). */
const waitMsMax = 15_000;

/**
 * Asks for an operator's token at the admin listener. The browser presents the certificate that the
 * operator chose in the handshake.
 *
 * @throws ApiError also for a connection that was lost
 */
export const requestToken = async (clientId: string, clientSecret: string): Promise<TokenResponse> => {
  const response = await postJson('/api/auth/token', { body: { clientId, clientSecret }, waitMs: waitMsMax });
  return (await bodyOfPost(response)) as TokenResponse;
};

export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
}
