import { ApiError } from '../api/api-error.js';

/**
 * Asks for an operator's token at the admin listener. The browser presents the certificate that the
 * operator chose in the handshake.
 *
 * @throws ApiError also for a connection that was lost
 */
export const requestToken = async (clientId: string, clientSecret: string): Promise<TokenResponse> => {
  const response = await fetch('/api/auth/token', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ clientId, clientSecret }),
    cache: 'no-store',
    credentials: 'omit',
  }).catch(() => {
    throw new ApiError(0, 'connection_lost', 'connection_lost');
  });
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) throw ApiError.from(response.status, body);
  return body as TokenResponse;
};

export interface TokenResponse {
  readonly access_token: string;
  readonly expires_in: number;
}
